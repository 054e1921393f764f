package io.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gatehouse.Spec;
import io.gatehouse.mqtt.ProtocolException;
import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.mqtt.Topic;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TopicAliasesTest {
    @Test
    @Spec("3.3.2.3.4")
    void it_agrees_with_a_map() {
        for (long seed = 1; seed <= 20; seed++) {
            Random random = new Random(seed);
            int maximum = 1 + random.nextInt(40);
            TopicAliases aliases = new TopicAliases(maximum);
            Map<Integer, Topic> model = new HashMap<>();
            for (int step = 0; step < 200; step++) {
                int alias = 1 + random.nextInt(maximum);
                if (!model.containsKey(alias) || random.nextInt(4) == 0) {
                    Topic topic = Topic.of("topic/" + step);
                    model.put(alias, topic);
                    assertThat(aliases.resolve(topic, alias)).as("seed " + seed).isSameAs(topic);
                }
                assertThat(aliases.resolve(Topic.NONE, alias))
                        .as("seed " + seed)
                        .isSameAs(model.get(alias));
            }
        }
    }

    @Test
    @Spec("3.3.2.3.4")
    void an_alias_that_was_never_set_is_a_protocol_error() {
        TopicAliases aliases = new TopicAliases(10);
        aliases.resolve(Topic.of("a"), 2);

        for (int unknown : new int[] {1, 3, 10}) {
            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(() -> aliases.resolve(Topic.NONE, unknown))
                    .satisfies(e -> assertThat(e.reasonCode()).isEqualTo(ReasonCode.PROTOCOL_ERROR));
        }
    }

    @Test
    @Spec("MQTT-3.3.2-9")
    void an_alias_above_the_maximum_is_invalid_even_with_a_topic() {
        for (int maximum : new int[] {0, 10}) {
            TopicAliases aliases = new TopicAliases(maximum);
            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(() -> aliases.resolve(Topic.of("a"), maximum + 1))
                    .satisfies(e -> assertThat(e.reasonCode()).isEqualTo(ReasonCode.TOPIC_ALIAS_INVALID));
        }
    }
}
