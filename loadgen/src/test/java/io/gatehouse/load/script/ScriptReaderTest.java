package io.gatehouse.load.script;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import io.gatehouse.load.fleet.Problem;
import io.gatehouse.load.script.ScriptReader.Reading;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScriptReaderTest {
    private static final String GOOD = """
            groups:
              a: { clients: 3, subscribe: [ { filter: 'to/%c', qos: 1 } ] }
              b: { clients: 2 }
            messages:
              m: { from: b, to: a, topic: 'to/%c', qos: 1, payload: { at: '%t' } }
            phases:
              - { duration: 2s, connected: { a: 3 }, send: { m: { rate: 10 } } }
            """;

    private static List<String> problems(String text) {
        Reading reading = ScriptReader.read("f.yaml", text, 1);
        assertThat(reading.script()).isNull();
        return reading.problems().stream().map(Problem::why).toList();
    }

    private static Script script(String text) {
        Reading reading = ScriptReader.read("f.yaml", text, 1);
        assertThat(reading.problems()).isEmpty();
        return Objects.requireNonNull(reading.script());
    }

    @Test
    void a_file_is_read_as_it_is_written() {
        Script script = script(GOOD);

        assertThat(script.clients()).isEqualTo(5);
        assertThat(script.groups().get(1).first()).isEqualTo(3);
        assertThat(script.groups().getFirst().subscriptions().getFirst().qos()).isEqualTo(MqttQos.AT_LEAST_ONCE);
        assertThat(script.flows().getFirst().to()).isEqualTo(script.groups().getFirst());
        assertThat(script.duration()).isEqualTo(Duration.ofSeconds(2));
        assertThat(script.phases().getFirst().send()).containsEntry("m", new Pace.Rate(10, 10));
        assertThat(script.comesAndGoes(script.groups().get(0))).isTrue();
        assertThat(script.comesAndGoes(script.groups().get(1))).isFalse();
        assertThat(script.mostRate()).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"depot.yaml"})
    void the_examples_are_right(String name) {
        assertThat(ScriptReader.read(Path.of("examples", name), 1).problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "clients: 3 | clients: three | f.yaml:2:17: groups.a.clients: three (expected: a whole number, 1 to",
                "clients: 3 | client: 3 | groups.a.client: unknown (expected: one of clients, subscribe)",
                "clients: 3 | clients: 0 | groups.a.clients: 0 (expected: a whole number, 1 to",
                "'to/%c', qos: 1 } ] | 'to/#/x', qos: 1 } ] | a topic filter of MQTT",
                "'to/%c', qos: 1 } ] | '$share/g/x', qos: 1 } ] | share: NAME beside",
                "'to/%c', qos: 1 } ] | 'to/%n', qos: 1 } ] | %n",
                "qos: 1 } ] | qos: 3 } ] | groups.a.subscribe[0].qos: 3 (expected: a whole number, 0 to 2)",
                "from: b | from: z | messages.m.from: z (expected: one of the groups a, b)",
                "from: b, | '' | messages.m.from: missing",
                "topic: 'to/%c' | topic: 'to/+' | a topic of MQTT",
                "payload: { at: '%t' } | payload: 10 | messages.m.payload: 10 (expected: a whole number, 32 to",
                "payload: { at: '%t' } | payload: hello | messages.m.payload: hello (expected: %s in it",
                "payload: { at: '%t' } | payload: { at: '%x' } | %x",
                "payload: { at: '%t' } | payload: [1, 2] | %s in it",
                "duration: 2s | duration: 2 | phases[0].duration: 2 (expected: such as 500ms",
                "duration: 2s | duration: 0s | phases[0].duration: 0s (expected",
                "duration: 2s, | '' | phases[0].duration: missing",
                "duration: 2s | duration: 2s, warm-up: true | nothing but warm-up",
                "duration: 2s | duration: 2s, warm-up: yes | phases[0].warm-up: yes (expected: true or false)",
                "connected: { a: 3 } | connected: { a: 4 } | phases[0].connected.a: 4 (expected: a whole number",
                "connected: { a: 3 } | connected: { z: 3 } | phases[0].connected.z: unknown (expected: one of",
                "rate: 10 | rate: -1 | phases[0].send.m.rate: -1 (expected: 0 to",
                "rate: 10 | rate: { from: 1 } | phases[0].send.m.rate.to: missing",
                "rate: 10 | rate: 10, think: 1s | phases[0].send.m: both (expected: rate or think",
                "rate: 10 | think: { from: 2s, to: 1s } | 2s to 1s (expected: from the least to the most)",
                "m: { rate: 10 } | n: { rate: 10 } | phases[0].send.n: unknown (expected: one of the messages m)"
            })
    void what_is_wrong_is_told_with_its_place(String part, String instead, String words) {
        assertThat(GOOD).contains(part);

        List<String> problems = problems(GOOD.replaceFirst(Pattern.quote(part), Matcher.quoteReplacement(instead)));

        assertThat(problems).hasSizeLessThanOrEqualTo(2).allMatch(line -> line.startsWith("f.yaml:"));
        assertThat(problems).anyMatch(line -> line.contains(words));
    }

    @Test
    void topics_stand_behind_what_is_asked_for_or_behind_nothing() {
        assertThat(script(GOOD).topics()).isNull();
        assertThat(script("topics: ''\n" + GOOD).topics()).isEmpty();
        assertThat(script("topics: site-1/\n" + GOOD).topics()).isEqualTo("site-1/");
        assertThat(problems("topics: 'a/#/'\n" + GOOD))
                .singleElement()
                .asString()
                .contains("topics: a/#/ (expected: the beginning of a topic");
    }

    @Test
    void everything_that_is_wrong_is_told_at_once() {
        assertThat(problems(GOOD.replace("clients: 3", "clients: x")
                        .replace("qos: 1, payload", "qos: 9, payload")
                        .replace("2s", "soon")))
                .hasSize(3);
    }

    @Test
    void a_message_that_would_come_by_two_filters_is_refused() {
        assertThat(problems(
                        GOOD.replace("[ { filter: 'to/%c', qos: 1 } ]", "[ { filter: 'to/%c' }, { filter: 'to/+' } ]")))
                .singleElement()
                .asString()
                .contains("a gets m by to/client-0 and to/+");
    }

    @Test
    void members_of_a_shared_subscription_stay() {
        String text = GOOD.replace("filter: 'to/%c'", "filter: 'to/+', share: g")
                + "  - { duration: 1s, connected: { a: 1 } }\n";

        assertThat(problems(text)).singleElement().asString().contains("fewer than before");
    }

    @Test
    void the_time_is_in_no_topic_that_is_retained() {
        assertThat(problems(GOOD.replace("topic: 'to/%c'", "topic: 'to/%c/%t', retain: true")))
                .singleElement()
                .asString()
                .contains("messages.m.topic");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# nothing",
                "[]",
                "just words",
                "a: [",
                "\t",
                "groups: &x { a: { clients: 1 } }\nphases: *x",
                "groups: { a: { clients: 1 } }\nphases: [ { duration: 1s } ]\n---\nmore: 1",
                "groups: { a: { clients: 1 }, a: { clients: 2 } }\nphases: [ { duration: 1s } ]",
                "groups: {}\nphases: []",
                "? [a]\n: b"
            })
    void what_is_no_scenario_is_refused_with_a_line_each(String text) {
        assertThat(problems(text)).isNotEmpty().allSatisfy(line -> {
            assertThat(line).startsWith("f.yaml").doesNotContain("\n").doesNotContain("Exception");
        });
    }

    @Test
    void a_payload_that_is_nested_without_end_is_refused() {
        String deep = "[".repeat(500) + "]".repeat(500);

        assertThat(problems(GOOD.replace("{ at: '%t' }", "{ at: " + deep + " }")))
                .isNotEmpty();
    }

    @Test
    void a_file_that_is_not_there_or_no_text_is_refused(@TempDir Path folder) throws Exception {
        Path binary = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});

        assertThat(ScriptReader.read(folder.resolve("nowhere.yaml"), 1).problems())
                .hasSize(1);
        assertThat(ScriptReader.read(binary, 1).problems()).hasSize(1);
        assertThat(ScriptReader.read(folder, 1).problems()).hasSize(1);
    }
}
