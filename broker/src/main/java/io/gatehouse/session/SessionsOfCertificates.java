package io.gatehouse.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which sessions of one loop came with which certificate, or are which operator's. Confined to the loop. */
final class SessionsOfCertificates {
    private final Map<String, List<Session>> byId = new HashMap<>();

    void add(Session session) {
        byId.computeIfAbsent(session.principal().id(), id -> new ArrayList<>(1)).add(session);
    }

    void remove(Session session) {
        String id = session.principal().id();
        List<Session> siblings = byId.get(id);
        if (siblings != null) {
            siblings.remove(session);
            if (siblings.isEmpty()) {
                byId.remove(id);
            }
        }
    }

    /** It goes on with another certificate of its thing, or with the same and what is known of it now. */
    void hand(Session session, Principal principal) {
        if (session.principal().id().equals(principal.id())) {
            session.belongsTo(principal);
        } else {
            remove(session);
            session.belongsTo(principal);
            add(session);
        }
    }

    /** Those of any of these principals, as they are now: they may leave while the list is walked. */
    List<Session> of(Set<String> ids, int most) {
        return ids.stream()
                .flatMap(id -> byId.getOrDefault(id, List.of()).stream())
                .limit(most)
                .toList();
    }

    /** Adds the certificates that have a session, or one with a connection. */
    void addTo(Set<String> found, boolean connected) {
        byId.forEach((id, theirs) -> {
            if (Principal.certificateIn(id) != null
                    && (!connected || theirs.stream().anyMatch(Session::isConnected))) {
                found.add(id);
            }
        });
    }
}
