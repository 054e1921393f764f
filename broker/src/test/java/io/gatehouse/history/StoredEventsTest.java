package io.gatehouse.history;

import static io.gatehouse.history.Events.connected;
import static io.gatehouse.history.Events.refused;
import static io.gatehouse.history.Events.subscribed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gatehouse.engine.KeyValue;
import io.gatehouse.history.ClientEvent.Kind;
import io.gatehouse.reason.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class StoredEventsTest {
    private static final List<Kind> KINDS = List.of(Kind.values());
    private static final List<Reason> REASONS = List.of(Reason.values());

    @Test
    void what_is_stored_is_read_back_whatever_is_missing_and_whatever_changes() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            List<ClientEvent> events = new ArrayList<>();
            for (int at = 0; at < 1 + random.nextInt(20); at++) {
                Kind kind = KINDS.get(random.nextInt(KINDS.size()));
                events.add(new ClientEvent(
                        kind,
                        at,
                        at + random.nextInt(2),
                        random.nextBoolean() ? REASONS.get(random.nextInt(REASONS.size())) : null,
                        oneOf(random, null, "aa", "bb"),
                        oneOf(random, null, "10.0.0.1:1", "[2001:db8::1]:2"),
                        oneOf(random, null, "s1", "s2"),
                        oneOf(random, null, "a/#, b/+", "größer 😀")));
            }
            LastEvents last = new LastEvents(events, 500);

            assertThat(StoredEvents.read(StoredEvents.of(last)))
                    .as("seed %d", seed)
                    .isEqualTo(last.list());
        }
    }

    private static @Nullable String oneOf(Random random, @Nullable String... words) {
        return words[random.nextInt(words.length)];
    }

    @Test
    void the_head_tells_the_last_activity_and_whether_the_client_was_ever_let_in() {
        LastEvents events = new LastEvents(List.of(refused(7, "x")), 10);
        events.add(refused(9, "x"));

        assertThat(StoredEvents.lastActivity(StoredEvents.of(events))).isEqualTo(9);
        assertThat(StoredEvents.letIn(StoredEvents.of(events))).isFalse();
        assertThat(StoredEvents.letIn(bytes(connected(1)))).isTrue();
    }

    @Test
    void certificate_peer_and_session_cost_nothing_where_they_are_as_before() {
        assertThat(bytes(connected(1), subscribed(2)).length - bytes(connected(1)).length)
                .isEqualTo(1 + 1 + 8 + 2 + "lamp/commands/#".length());
    }

    @Test
    void the_largest_history_that_can_be_configured_fits_into_a_stored_value() {
        LastEvents events = new LastEvents(List.of(), 500);
        for (int at = 0; at < 500; at++) {
            events.add(ClientEvent.at(
                    at,
                    Kind.DISCONNECTED,
                    Reason.TLS_CERTIFICATE_KEY_UNSUPPORTED,
                    Integer.toString(at % 10).repeat(64),
                    "[2001:0db8:0000:0000:0000:0000:0000:0001%veryLongInterfaceName]:" + at,
                    "0f8fad5b-d9cb-469f-a165-70867728950" + at,
                    "€".repeat(256)));
        }

        assertThat(StoredEvents.of(events)).hasSizeLessThan(KeyValue.MAX_VALUE_BYTES);
    }

    @Test
    void a_kind_that_only_a_later_version_knows_is_left_out() throws IOException {
        byte[] stored = bytes(connected(1), subscribed(2));
        stored[10] = 99;

        assertThat(StoredEvents.read(stored)).containsExactly(subscribed(2));
    }

    @Test
    void what_was_cut_off_is_an_error_and_no_half_event() {
        byte[] stored = bytes(connected(1), subscribed(2));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> StoredEvents.read(Arrays.copyOf(stored, stored.length - 3)));
        assertThat(StoredEvents.isReadable(Arrays.copyOf(stored, 10))).isFalse();
        assertThat(StoredEvents.isReadable(new byte[] {2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0}))
                .isFalse();
    }

    private static byte[] bytes(ClientEvent... events) {
        return StoredEvents.of(new LastEvents(List.of(events), 500));
    }
}
