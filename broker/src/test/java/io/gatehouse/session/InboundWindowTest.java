package io.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.Spec;
import org.junit.jupiter.api.Test;

final class InboundWindowTest {
    @Test
    @Spec("MQTT-4.3.3-10")
    void an_id_is_known_from_publish_to_pubrel() {
        InboundWindow window = new InboundWindow(10);
        assertThat(window.contains(7)).isFalse();
        assertThat(window.add(7)).isTrue();
        assertThat(window.contains(7)).isTrue();
        assertThat(window.contains(8)).isFalse();

        assertThat(window.release(7)).isTrue();

        assertThat(window.contains(7)).isFalse();
        assertThat(window.release(7)).as("a second PUBREL").isFalse();
    }

    @Test
    @Spec("MQTT-3.3.4-7")
    void it_takes_as_many_as_the_receive_maximum() {
        InboundWindow window = new InboundWindow(2);
        assertThat(window.add(1)).isTrue();
        assertThat(window.add(65_535)).isTrue();
        assertThat(window.add(3)).isFalse();
        assertThat(window.contains(3)).as("what was refused").isFalse();

        window.release(1);

        assertThat(window.add(3)).isTrue();
    }
}
