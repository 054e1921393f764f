package io.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.engine.Append;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class BacklogTest {
    private static boolean offer(Backlog backlog, Message message) {
        return backlog.add(message, Qos.AT_LEAST_ONCE, false, SubscriptionIds.NONE, 0, Append.NOWHERE);
    }

    /** Hands over a message of its own. */
    private static boolean offer(Backlog backlog, String text) {
        try (Message message = Messages.message(text)) {
            return offer(backlog, message);
        }
    }

    private static String take(Backlog backlog) {
        try (Message message = Objects.requireNonNull(backlog.poll()).message()) {
            return Messages.text(message);
        }
    }

    @Test
    void what_came_first_goes_first() {
        Backlog backlog = new Backlog(3, 1000);
        offer(backlog, "1");
        offer(backlog, "2");

        assertThat(take(backlog)).isEqualTo("1");
        assertThat(take(backlog)).isEqualTo("2");
        assertThat(backlog.poll()).isNull();
        assertThat(backlog.isEmpty()).isTrue();
    }

    @Test
    void the_newest_is_refused_when_there_are_too_many() {
        Backlog backlog = new Backlog(2, 1000);
        assertThat(offer(backlog, "1")).isTrue();
        assertThat(offer(backlog, "2")).isTrue();
        assertThat(offer(backlog, "3")).isFalse();

        assertThat(take(backlog)).isEqualTo("1");
        assertThat(offer(backlog, "4")).isTrue();
        assertThat(backlog.size()).isEqualTo(2);
        backlog.clear();
    }

    @Test
    void bytes_are_bounded_and_given_back() {
        int five = weightOf("12345");
        Backlog backlog = new Backlog(100, 2L * five);
        assertThat(offer(backlog, "12345")).isTrue();
        assertThat(offer(backlog, "123456")).isFalse();
        assertThat(offer(backlog, "12345")).isTrue();
        assertThat(backlog.bytes()).isEqualTo(2L * five);

        take(backlog);

        assertThat(backlog.bytes()).isEqualTo(five);
        assertThat(offer(backlog, "12345")).isTrue();
        backlog.clear();
        assertThat(backlog.bytes()).isZero();
    }

    @Test
    void a_message_without_payload_takes_room_too() {
        Backlog backlog = new Backlog(100, weightOf(""));
        assertThat(offer(backlog, "")).isTrue();
        assertThat(offer(backlog, "")).as("its topic is kept as well").isFalse();
        backlog.clear();
    }

    private static int weightOf(String text) {
        try (Message message = Messages.message(text)) {
            return message.weightBytes();
        }
    }

    @Test
    void a_backlog_of_none_keeps_none() {
        assertThat(offer(new Backlog(0, 1000), "1")).isFalse();
    }

    @Test
    void it_owns_what_it_keeps_and_nothing_else() {
        Backlog backlog = new Backlog(1, 1000);
        Message kept = Messages.message("kept");
        Message refused = Messages.message("refused");
        offer(backlog, kept);
        offer(backlog, refused);
        assertThat(Messages.owners(kept)).isEqualTo(2);
        assertThat(Messages.owners(refused)).isEqualTo(1);

        backlog.clear();

        assertThat(Messages.owners(kept)).isEqualTo(1);
        kept.close();
        refused.close();
    }
}
