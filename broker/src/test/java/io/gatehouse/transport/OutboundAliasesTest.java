package io.gatehouse.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.Spec;
import io.gatehouse.mqtt.Topic;
import org.junit.jupiter.api.Test;

final class OutboundAliasesTest {
    @Test
    @Spec({"MQTT-3.1.2-26", "3.3.2.3.4"})
    void the_first_topics_get_the_aliases_the_client_offers() {
        OutboundAliases aliases = new OutboundAliases(2);
        assertThat(aliases.known(Topic.of("a"))).isZero();

        assertThat(aliases.assign(Topic.of("a"))).isEqualTo(1);
        assertThat(aliases.assign(Topic.of("b"))).isEqualTo(2);
        assertThat(aliases.assign(Topic.of("c"))).isZero();

        assertThat(aliases.known(Topic.of("a"))).isEqualTo(1);
        assertThat(aliases.known(Topic.of("b"))).isEqualTo(2);
        assertThat(aliases.known(Topic.of("c"))).isZero();
    }
}
