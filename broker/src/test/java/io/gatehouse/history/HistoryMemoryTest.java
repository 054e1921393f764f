package io.gatehouse.history;

import static io.gatehouse.history.Events.connected;
import static io.gatehouse.history.Events.subscribed;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.engine.MemoryKeyValue;
import io.gatehouse.harness.Heap;
import io.gatehouse.history.ClientEvent.Kind;
import io.gatehouse.reason.Reason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The budget is a number of bytes on the heap: it must be what the heap really gives. */
final class HistoryMemoryTest {
    private static final int CLIENTS = 100_000;

    @Test
    void an_idle_client_costs_less_than_half_a_kibibyte_and_what_is_counted_is_what_it_costs() {
        Shelf shelf = new Shelf(new HistoryLimits(50, CLIENTS, Long.MAX_VALUE));
        List<String> clientIds = new ArrayList<>(CLIENTS);
        for (int client = 0; client < CLIENTS; client++) {
            clientIds.add("sensor-" + (1_000_000 + client));
        }
        long before = Heap.used();
        for (String clientId : clientIds) {
            // As the id of a session that has ended: nobody else has it any more.
            shelf.put(
                    new String(clientId.toCharArray()),
                    StoredEvents.of(new LastEvents(List.of(connected(1), subscribed(2)), 50)));
        }
        long each = (Heap.used() - before) / CLIENTS;
        long counted = shelf.bytes() / CLIENTS;

        assertThat(each).isLessThan(512);
        assertThat(counted).isBetween(each - 48, 512L);
        assertThat(shelf.clients()).as("both were alive all the time").isEqualTo(clientIds.size());
    }

    @Test
    void a_client_with_fifty_events_costs_a_few_kibibytes() {
        LastEvents events = new LastEvents(List.of(), 50);
        for (int connection = 0; connection < 17; connection++) {
            String peer = "192.168.100.7:" + (50_000 + connection);
            String session = "0f8fad5b-d9cb-469f-a165-7086772895" + (10 + connection);
            events.add(of(Kind.CONNECTED, null, peer, session, "mqtt5, TLSv1.3, keep-alive 60 s"));
            events.add(of(Kind.SUBSCRIBED, null, peer, session, "lamp/commands/#"));
            events.add(of(Kind.DISCONNECTED, Reason.CONNECTION_LOST, peer, session, "Connection reset by peer"));
        }

        assertThat(Shelf.weight("sensor-1000000", StoredEvents.of(events))).isBetween(3000, 3800);
    }

    @Test
    void the_default_budget_is_never_exceeded_by_clients_of_any_kind() {
        HistoryLimits limits = new HistoryLimits(50, 1_000_000, 8 << 20);
        try (ClientHistory history = new ClientHistory(new MemoryKeyValue(), limits, new Intake(64 << 20))) {
            for (int client = 0; client < 50_000; client++) {
                history.add("sensor-" + client, client % 2 == 0 ? connected(client) : Events.refused(client, "x"));
            }
            history.refresh();

            assertThat(history.bytes()).isBetween(limits.maxBytes() * 9 / 10, limits.maxBytes());
        }
    }

    private static ClientEvent of(Kind kind, @Nullable Reason reason, String peer, String session, String detail) {
        return ClientEvent.at(1, kind, reason, Events.CERTIFICATE, peer, session, detail);
    }

    /** After a collection that has really happened. */
}
