package io.gatehouse.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which sessions of one loop came with which certificate. Confined to the loop. */
final class SessionsOfCertificates {
    private final Map<String, List<Session>> byId = new HashMap<>();

    void add(Session session) {
        byId.computeIfAbsent(session.principal().certificateId(), id -> new ArrayList<>(1))
                .add(session);
    }

    void remove(Session session) {
        String certificateId = session.principal().certificateId();
        List<Session> siblings = byId.get(certificateId);
        if (siblings != null) {
            siblings.remove(session);
            if (siblings.isEmpty()) {
                byId.remove(certificateId);
            }
        }
    }

    /** Those of any of these certificates, as they are now: they may leave while the list is walked. */
    List<Session> of(Set<String> certificateIds, int most) {
        return certificateIds.stream()
                .flatMap(id -> byId.getOrDefault(id, List.of()).stream())
                .limit(most)
                .toList();
    }

    /** Adds the certificates that have a session, or one with a connection. */
    void addTo(Set<String> found, boolean connected) {
        byId.forEach((id, theirs) -> {
            if (!connected || theirs.stream().anyMatch(Session::isConnected)) {
                found.add(id);
            }
        });
    }
}
