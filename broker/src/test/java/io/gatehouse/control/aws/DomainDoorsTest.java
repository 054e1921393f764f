package io.gatehouse.control.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.ListenerSettings;
import io.gatehouse.config.Protocol;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DomainDoorsTest {
    private static ListenerSettings listener(boolean signedRequests, Protocol... protocols) {
        return new ListenerSettings("a", "127.0.0.1", 0, List.of(protocols), signedRequests, 1, 1, 0, List.of());
    }

    @Test
    void listeners_that_agree_on_one_protocol_have_its_name() {
        DomainDoors mqtt = DomainDoors.of(List.of(listener(false, Protocol.MQTT), listener(false, Protocol.MQTT)));

        assertThat(mqtt.applicationProtocol()).isEqualTo("SECURE_MQTT");
        assertThat(mqtt.authenticationType()).isEqualTo("AWS_X509");
        assertThat(DomainDoors.of(List.of(listener(false, Protocol.WSS))).applicationProtocol())
                .isEqualTo("MQTT_WSS");
        assertThat(DomainDoors.of(List.of(listener(false, Protocol.HTTPS))).applicationProtocol())
                .isEqualTo("HTTPS");
    }

    @Test
    void where_several_stand_open_the_port_and_alpn_decide() {
        DomainDoors both = DomainDoors.of(List.of(listener(false, Protocol.MQTT), listener(true, Protocol.HTTPS)));

        assertThat(both.applicationProtocol()).isEqualTo("DEFAULT");
        assertThat(both.authenticationType()).isEqualTo("DEFAULT");
    }
}
