package io.gatehouse.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.mqtt.Connect;
import io.gatehouse.mqtt.Payload;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.PublishProperties;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.Will;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectAttributesTest {
    @ParameterizedTest
    @CsvSource({
        "MQTT_3_1_1, true, 0, false, NONE",
        "MQTT_3_1_1, false, 4294967295, false, PERSISTENT",
        "MQTT_3_1_1, true, 0, true, LAST_WILL",
        "MQTT_5, true, 0, false, NONE",
        "MQTT_5, true, 60, false, PERSISTENT",
        "MQTT_5, false, 0, false, PERSISTENT",
        "MQTT_5, false, 60, true, PERSISTENT_AND_LAST_WILL"
    })
    void a_connect_is_persistent_where_it_resumes_a_session_or_leaves_one_behind(
            ProtocolVersion version, boolean cleanStart, long expiry, boolean will, ConnectAttributes expected) {
        assertThat(ConnectAttributes.of(connect(version, cleanStart, expiry, will)))
                .isEqualTo(expected);
    }

    private static Connect connect(ProtocolVersion version, boolean cleanStart, long expiry, boolean will) {
        Will last = new Will(Topic.of("wills/a"), Payload.empty(), Qos.AT_MOST_ONCE, false, PublishProperties.NONE, 0);
        return new Connect(
                version,
                "a",
                cleanStart,
                0,
                expiry,
                10,
                1000,
                0,
                false,
                true,
                List.of(),
                null,
                will ? last : null,
                null);
    }
}
