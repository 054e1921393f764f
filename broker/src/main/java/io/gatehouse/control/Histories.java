package io.gatehouse.control;

import io.gatehouse.history.ClientEvent;
import io.gatehouse.history.ClientHistory;
import io.gatehouse.reason.Reason;
import io.gatehouse.session.Principal;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** What happened to clients, connected or not. Any thread. */
public final class Histories {
    private static final int MOST_COMPANIONS = 3;

    private final ClientHistory history;

    public Histories(ClientHistory history) {
        this.history = history;
    }

    void addTo(Administration.Builder operations) {
        operations.add(HistoryApi.LAST, this::last);
    }

    Outcome<HistoryApi.Listing> last(HistoryApi.Query query) {
        List<ClientEvent> events = history.of(query.clientId());
        if (events.isEmpty()) {
            return Outcome.refused(
                    Refusal.Code.NOT_FOUND,
                    "no history to show",
                    "clientId: " + query.clientId() + " (expected: a client that came here and is not forgotten yet)",
                    elsewhere(query.clientId()));
        }
        int from = Math.max(0, events.size() - query.max());
        List<HistoryApi.Event> shown = events.subList(from, events.size()).stream()
                .map(Histories::shown)
                .toList();
        return Outcome.done(new HistoryApi.Listing(query.clientId(), shown, from > 0));
    }

    /** A thing's name is tried first, but {@code pub} and {@code sub} call themselves {@code lamp.pub-…}. */
    private String elsewhere(String clientId) {
        List<String> companions = history.clientsBeginningWith(clientId + ".", MOST_COMPANIONS);
        if (!companions.isEmpty()) {
            return "ask for the ones whose ids begin so, the latest first: "
                    + companions.stream()
                            .map(id -> "gatehouse conn history " + id)
                            .collect(Collectors.joining(", "));
        }
        return "list the connected ones: gatehouse conn ls; who fails before CONNECT has no client id yet: "
                + "gatehouse why ADDRESS";
    }

    private static HistoryApi.Event shown(ClientEvent event) {
        Reason reason = event.reason();
        String principalId = event.principalId();
        return new HistoryApi.Event(
                Instant.ofEpochMilli(event.atMillis()),
                event.lastMillis() == event.atMillis() ? null : Instant.ofEpochMilli(event.lastMillis()),
                event.kind().name(),
                reason == null ? null : reason.name(),
                principalId == null ? null : Principal.certificateIn(principalId),
                principalId == null ? null : Principal.operatorIn(principalId),
                event.peer(),
                event.sessionId(),
                event.detail());
    }
}
