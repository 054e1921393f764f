package io.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.Spec;
import io.gatehouse.session.InboundWindow.Step;
import org.junit.jupiter.api.Test;

final class InboundWindowTest {
    @Test
    @Spec("MQTT-4.3.3-10")
    void an_id_is_known_from_publish_to_pubrel() {
        InboundWindow window = new InboundWindow(10);
        assertThat(window.step(7)).isNull();
        assertThat(window.add(7, Step.RECEIVED)).isTrue();
        assertThat(window.step(7)).isEqualTo(Step.RECEIVED);
        assertThat(window.step(8)).isNull();

        window.remove(7);

        assertThat(window.step(7)).isNull();
    }

    @Test
    @Spec("MQTT-3.3.4-7")
    void it_takes_as_many_as_the_receive_maximum() {
        InboundWindow window = new InboundWindow(2);
        assertThat(window.add(1, Step.RECEIVED)).isTrue();
        assertThat(window.add(65_535, Step.RECEIVED)).isTrue();
        assertThat(window.add(3, Step.RECEIVED)).isFalse();
        assertThat(window.step(3)).as("what was refused").isNull();

        window.remove(1);

        assertThat(window.add(3, Step.RECEIVED)).isTrue();
    }

    @Test
    @Spec("4.9")
    void ids_that_earlier_connections_left_open_take_no_room_of_the_present_one() {
        InboundWindow window = new InboundWindow(1);
        window.restore(1);
        window.restore(2);
        window.connectionBegins();
        assertThat(window.add(3, Step.RECEIVED)).isTrue();
        assertThat(window.add(4, Step.RECEIVED)).isFalse();

        window.remove(1);
        assertThat(window.add(4, Step.RECEIVED)).as("room for an earlier one").isFalse();
        window.remove(3);
        assertThat(window.add(4, Step.RECEIVED)).isTrue();
        assertThat(window.step(2)).isEqualTo(Step.STORED);
    }

    @Test
    void a_client_that_leaves_ids_open_in_every_connection_is_refused_in_the_end() {
        InboundWindow window = new InboundWindow(2);
        int taken = 0;
        for (int connection = 0; connection < 100; connection++) {
            window.connectionBegins();
            while (window.add(taken + 1, Step.RECEIVED)) {
                taken++;
            }
        }

        assertThat(taken).isEqualTo(16);
    }

    @Test
    void it_names_the_ids_that_lie_in_the_store_or_may() {
        InboundWindow window = new InboundWindow(10);
        window.add(1, Step.RECEIVED);
        window.add(2, Step.PENDING);
        window.add(3, Step.STORED);
        window.add(4, Step.STORED);
        window.move(4, Step.RELEASING);
        window.move(5, Step.STORED);

        assertThat(window.stored()).containsExactlyInAnyOrder(2, 3, 4);
    }
}
