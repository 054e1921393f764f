package io.gatehouse.history;

import static io.gatehouse.history.Events.connected;
import static io.gatehouse.history.Events.refused;
import static io.gatehouse.history.Events.subscribed;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.history.ClientEvent.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LastEventsTest {
    @Test
    void the_oldest_event_goes_first() {
        LastEvents events = new LastEvents(List.of(), 10);
        for (int at = 1; at <= 25; at++) {
            events.add(connected(at));
        }

        assertThat(events.list())
                .hasSize(10)
                .extracting(ClientEvent::atMillis)
                .startsWith(16L)
                .endsWith(25L);
    }

    @Test
    void an_event_that_comes_late_stands_where_it_happened() {
        LastEvents events = new LastEvents(List.of(connected(100)), 10);
        events.add(subscribed(300));
        events.add(refused(200, "topic a"));

        assertThat(events.list())
                .extracting(ClientEvent::kind)
                .containsExactly(Kind.CONNECTED, Kind.REFUSED, Kind.SUBSCRIBED);
    }

    @Test
    void a_clock_that_was_set_back_does_not_keep_out_what_happens_from_then_on() {
        long year = 31_536_000_000L;
        LastEvents events = new LastEvents(List.of(), 10);
        for (int at = 1; at <= 10; at++) {
            events.add(connected(year + at));
        }
        for (int at = 1; at <= 3; at++) {
            events.add(connected(at));
        }
        events.add(refused(2, "late"));

        assertThat(events.list())
                .extracting(ClientEvent::atMillis)
                .containsExactly(year + 5, year + 6, year + 7, year + 8, year + 9, year + 10, 1L, 2L, 2L, 3L);
    }

    @Test
    void what_happened_in_one_millisecond_stays_in_the_order_it_came() {
        LastEvents events = new LastEvents(List.of(), 10);
        events.add(connected(100));
        events.add(subscribed(100));

        assertThat(events.list()).extracting(ClientEvent::kind).containsExactly(Kind.CONNECTED, Kind.SUBSCRIBED);
    }

    @Test
    void a_refusal_that_goes_on_is_one_event_with_its_first_and_last_time() {
        LastEvents events = new LastEvents(List.of(connected(1)), 10);
        for (int at = 1000; at <= 9000; at += 2000) {
            events.add(refused(at, "client/a"));
            events.add(refused(at + 1, "client/b")); // taking turns is no way out
        }

        assertThat(events.list()).hasSize(3);
        assertThat(events.list().get(1).atMillis()).isEqualTo(1000);
        assertThat(events.list().get(1).lastMillis()).isEqualTo(9000);
        assertThat(events.list().get(1).peer()).isEqualTo(refused(9000, "").peer());
        assertThat(events.lastMillis()).isEqualTo(9001);
    }

    @Test
    void the_same_refusal_after_something_else_is_told_again() {
        LastEvents events = new LastEvents(List.of(), 10);
        events.add(refused(1, "client/a"));
        events.add(connected(2));
        events.add(refused(3, "client/a"));

        assertThat(events.list())
                .extracting(ClientEvent::kind)
                .containsExactly(Kind.REFUSED, Kind.CONNECTED, Kind.REFUSED);
    }

    @Test
    void refusals_however_many_and_different_leave_half_of_the_room_to_what_the_client_did() {
        LastEvents events = new LastEvents(List.of(), 10);
        for (int at = 1; at <= 10; at++) {
            events.add(connected(at));
        }
        for (int at = 100; at < 1100; at++) {
            events.add(refused(at, "client/" + at));
        }

        assertThat(events.list()).hasSize(10);
        assertThat(events.list().subList(0, 5))
                .extracting(ClientEvent::atMillis)
                .containsExactly(6L, 7L, 8L, 9L, 10L);
        assertThat(events.list().getLast().detail()).isEqualTo("client/1099");
        assertThat(events.letIn()).isTrue();
    }

    @Test
    void a_limit_made_smaller_trims_what_was_kept() {
        List<ClientEvent> kept = List.of(connected(1), connected(2), connected(3), refused(4, "x"), refused(5, "y"));

        assertThat(new LastEvents(kept, 2).list())
                .extracting(ClientEvent::atMillis)
                .containsExactly(3L, 5L);
    }

    @Test
    void who_was_only_refused_was_never_let_in() {
        assertThat(new LastEvents(List.of(refused(1, "x")), 10).letIn()).isFalse();
        assertThat(new LastEvents(List.of(refused(1, "x"), connected(2)), 10).letIn())
                .isTrue();
    }

    @Test
    void a_long_detail_is_cut_and_never_through_a_character() {
        assertThat(refused(1, "x".repeat(256)).detail()).isEqualTo("x".repeat(256));
        assertThat(refused(1, "x".repeat(257)).detail()).isEqualTo("x".repeat(255) + "…");
        assertThat(refused(1, "x".repeat(254) + "😀😀").detail()).isEqualTo("x".repeat(254) + "…");
    }
}
