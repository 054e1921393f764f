package io.gatehouse;

import io.gatehouse.history.ClientEvent;
import io.gatehouse.history.ClientEvent.Kind;
import io.gatehouse.history.ClientHistory;
import io.gatehouse.reason.Reason;
import io.gatehouse.session.Ending;
import io.gatehouse.transport.http.Departures;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When and why clients left, as their history has it. */
final class LastDepartures implements Departures {
    private final ClientHistory history;

    LastDepartures(ClientHistory history) {
        this.history = history;
    }

    @Override
    public @Nullable Departure lastOf(String clientId) {
        List<ClientEvent> events = history.of(clientId);
        for (ClientEvent event : events.reversed()) {
            Reason reason = event.reason();
            boolean left = event.kind() == Kind.DISCONNECTED || event.kind() == Kind.TAKEN_OVER;
            if (left && reason != null) {
                return new Departure(event.atMillis(), new Ending(reason, null, false, false, "").awsReason());
            }
        }
        return null;
    }
}
