package io.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PolicyTemplatesTest {
    private static final String JSON = PolicyTemplates.deviceOwnTopics(Given.SCOPE);
    private static final CompiledPolicy POLICY = CompiledPolicy.compile("own", Given.parsed(JSON), Given.SCOPE);

    private static Permissions of(String thing) {
        return Permissions.bind(List.of(POLICY), Given.variables(Map.of(VariableNames.THING_NAME, thing)));
    }

    @Test
    void its_tools_connect_beside_it_and_as_nobody_else() {
        Permissions lamp = of("lamp");

        assertThat(lamp.mayConnect("lamp.sub-1a2b3c")).isTrue();
        for (String other : List.of("lamps", "lamp-2", "lamp:2", "lamp_2", "door.lamp", "lamp/x")) {
            assertThat(lamp.mayConnect(other)).as(other).isFalse();
        }
    }

    @Test
    void a_device_uses_its_own_topics_and_no_others() {
        Permissions lamp = of("lamp");

        assertThat(lamp.mayConnect("lamp")).isTrue();
        assertThat(lamp.mayConnect("door")).isFalse();
        for (String own : List.of("lamp/hello", "lamp/a/b")) {
            assertThat(lamp.mayPublish(Topic.of(own))).isTrue();
            assertThat(lamp.mayRetain(Topic.of(own))).isTrue();
            assertThat(lamp.mayReceive(Topic.of(own))).isTrue();
            assertThat(lamp.maySubscribe(TopicFilter.of(own))).isTrue();
        }
        assertThat(lamp.maySubscribe(TopicFilter.of("lamp/#"))).isTrue();
        for (String other : List.of("door/hello", "lamp", "lamps/a", "x/lamp/a", "$aws/lamp/a")) {
            assertThat(lamp.mayPublish(Topic.of(other))).as(other).isFalse();
            assertThat(lamp.mayReceive(Topic.of(other))).as(other).isFalse();
            assertThat(lamp.maySubscribe(TopicFilter.of(other))).as(other).isFalse();
        }
        for (String filter : List.of("#", "+/hello", "+/#", "$share/g/#", "$share/g/lamp/#", "door/#")) {
            assertThat(lamp.maySubscribe(TopicFilter.of(filter))).as(filter).isFalse();
        }
    }

    @Test
    void it_fits_into_the_limits_of_aws() {
        assertThat(PolicyParser.parse(JSON, PolicyLimits.STRICT)).isInstanceOf(PolicyParse.Parsed.class);
        assertThat(JSON)
                .contains("arn:aws:iot:eu-central-1:123456789012:topicfilter/${iot:Connection.Thing.ThingName}/*");
    }
}
