package io.gatehouse.load.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.FleetBroker;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Scenario files and searches, as somebody would call them, against a broker with its real store. */
final class ScriptIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path data;

    private static FleetBroker broker;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void start() throws Exception {
        broker = FleetBroker.start(data);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private int execute(String... arguments) {
        CommandLine command = LoadCommand.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return command.execute(arguments);
    }

    private JsonNode play(int exitCode, String... arguments) throws IOException {
        Path json = folder.resolve("result.json");
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", data.toString(), "--json", json.toString(), "--quiet"));

        int code = execute(all.toArray(String[]::new));

        assertThat(code).as("%s%n%s", out, err).isEqualTo(exitCode);
        return JSON.readTree(json.toFile());
    }

    private JsonNode run(String script) throws IOException {
        return play(
                0,
                "run",
                Files.writeString(folder.resolve("script.yaml"), script).toString());
    }

    private static long count(JsonNode result, String what) {
        return result.path("counts").path(what).asLong();
    }

    private static JsonNode phase(JsonNode result, int number) {
        return result.path("phases").path(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "5"})
    void the_example_is_played_from_morning_to_evening(String mqtt) throws IOException {
        String example = Files.readString(Path.of("examples", "depot.yaml"))
                .replace("duration: 5s", "duration: 2s")
                .replace("duration: 10s", "duration: 2s")
                .replace("duration: 15s", "duration: 3s");
        double before = broker.received();

        JsonNode result = play(
                0,
                "run",
                Files.writeString(folder.resolve("depot.yaml"), example).toString(),
                "--mqtt",
                mqtt);

        assertThat(result.path("failures")).isEmpty();
        assertThat(count(result, "foreign")).isZero();
        assertThat(phase(result, 0).path("name").asText()).isEqualTo("morning");
        assertThat(phase(result, 1).path("open").asLong()).isEqualTo(42);
        assertThat(phase(result, 2).path("open").asLong()).isLessThanOrEqualTo(42);
        assertThat(result.path("findings").path("connected at the end").asText())
                .isEqualTo("7 of 7 that were to be");
        assertThat(phase(result, 1).path("counts").path("due").asLong()).isGreaterThanOrEqualTo(300);
        long sent = 0;
        for (JsonNode each : result.path("phases")) {
            sent += each.path("counts").path("sent").asLong();
        }
        assertThat(broker.received() - before).isEqualTo(sent);
    }

    @Test
    void rates_rise_and_fall_as_it_was_written() throws IOException {
        JsonNode result = run("""
                groups:
                  talkers: { clients: 4 }
                  listener: { clients: 1, subscribe: [ { filter: '#', qos: 1 } ] }
                messages:
                  words: { from: talkers, topic: 'words/%c', qos: 1, payload: { who: '%c', at: '%t' } }
                phases:
                  - { name: up, duration: 2s, send: { words: { rate: { from: 0, to: 100 } } } }
                  - { name: down, duration: 2s, send: { words: { rate: { from: 50, to: 0 } } } }
                """);

        assertThat(count(result, "due")).isEqualTo(100 + 50);
        assertThat(count(result, "received")).isEqualTo(150);
        assertThat(count(result, "lost")).isZero();
        assertThat(phase(result, 0).path("counts").path("due").asLong()).isEqualTo(100);
        assertThat(phase(result, 1).path("counts").path("due").asLong()).isEqualTo(50);
    }

    @Test
    void each_receiver_has_its_turn_and_gets_its_own() throws IOException {
        JsonNode result = run("""
                groups:
                  desk: { clients: 1 }
                  lamps: { clients: 5, subscribe: [ { filter: 'orders/%c', qos: 2 } ] }
                messages:
                  orders: { from: desk, to: lamps, topic: 'orders/%c', qos: 2, payload: 'switch %c %s' }
                phases:
                  - { duration: 1s, send: { orders: { rate: 50 } } }
                """);

        assertThat(count(result, "sent")).isEqualTo(50);
        assertThat(count(result, "received")).isEqualTo(50);
        assertThat(count(result, "foreign")).isZero();
        assertThat(count(result, "lost")).isZero();
    }

    @Test
    void devices_that_think_publish_no_faster_than_they_are_answered_and_think() throws IOException {
        JsonNode result = run("""
                groups:
                  thinkers: { clients: 10, subscribe: [ { filter: 'said/%c', qos: 1 } ] }
                messages:
                  said: { from: thinkers, topic: 'said/%c', qos: 1 }
                phases:
                  - { duration: 2s, send: { said: { think: { from: 100ms, to: 300ms } } } }
                """);

        // Ten devices, two seconds: at most one message in 100 ms each, and one that was due at once.
        assertThat(count(result, "sent")).isBetween(10L, 10L * 21);
        assertThat(count(result, "received")).isEqualTo(count(result, "acknowledged"));
        assertThat(count(result, "lost")).isZero();
    }

    @Test
    void a_shared_subscription_has_one_account_for_its_group() throws IOException {
        JsonNode result = run("""
                groups:
                  talkers: { clients: 3 }
                  workers: { clients: 3, subscribe: [ { filter: 'jobs/+', share: crew, qos: 1 } ] }
                  watcher: { clients: 1, subscribe: [ { filter: 'jobs/#', qos: 1 } ] }
                messages:
                  jobs: { from: talkers, topic: 'jobs/%i', qos: 1 }
                phases:
                  - { duration: 1s, send: { jobs: { rate: 60 } } }
                """);

        assertThat(count(result, "received")).isEqualTo(120);
        assertThat(count(result, "lost")).isZero();
        assertThat(count(result, "duplicated")).isZero();
    }

    @Test
    void retained_messages_are_gone_when_it_is_over_also_of_those_that_have_left() throws IOException {
        JsonNode result = run("""
                groups:
                  lamps: { clients: 4 }
                messages:
                  state: { from: lamps, topic: 'state/%c', qos: 1, retain: true }
                phases:
                  - { duration: 1s, connected: { lamps: 4 } }
                  - { duration: 1s, send: { state: { rate: 20 } } }
                  - { duration: 1s, connected: { lamps: 1 } }
                """);

        assertThat(count(result, "acknowledged")).isEqualTo(20);
        assertThat(broker.retained()).isZero();
    }

    @Test
    void what_is_wrong_with_a_file_is_told_before_anything_starts() throws IOException {
        Path file = Files.writeString(folder.resolve("wrong.yaml"), "groups: { a: { clients: 2, colour: red } }\n");

        int code = execute("run", file.toString(), "--data", data.toString());

        assertThat(code).isEqualTo(2);
        assertThat(err.toString().lines().toList())
                .anyMatch(line -> line.contains("wrong.yaml:1:36: groups.a.colour: unknown"))
                .anyMatch(line -> line.contains("phases: missing"));
    }

    @Test
    void a_file_has_the_same_bounds_as_the_flags() throws IOException {
        Path file = Files.writeString(folder.resolve("large.yaml"), """
                groups: { a: { clients: 60000 } }
                messages: { m: { from: a, topic: x } }
                phases: [ { duration: 2h, send: { m: { rate: 300000 } } } ]
                """);

        assertThat(execute("run", file.toString(), "--data", data.toString())).isEqualTo(2);
        assertThat(err.toString())
                .contains("--clients: 60000")
                .contains("messages a second: 300000")
                .contains("duration of all phases: 7200s")
                .contains("--no-limits");
    }

    @Test
    void a_payload_template_reaches_the_subscribers() throws IOException {
        JsonNode result = play(
                0,
                "pairs",
                "-c",
                "4",
                "-r",
                "20",
                "-d",
                "1s",
                "--warm-up",
                "0s",
                "--payload-template",
                "{\"id\":\"%c\",\"t\":%t,\"celsius\":%{18.0..21.5},\"_\":\"%s\"}");

        assertThat(count(result, "received")).isEqualTo(20);
        assertThat(count(result, "foreign")).isZero();
    }

    @ParameterizedTest
    @CsvSource({"pairs, -c 4, received<=40", "connect, -c 10, connects<=25"})
    void a_search_ends_at_a_rate_that_holds_and_tells_what_it_tried(String scenario, String more, String limit)
            throws IOException {
        List<String> arguments = new ArrayList<>(List.of("max", scenario));
        arguments.addAll(List.of(more.split(" ", -1)));
        // Half a second of the lowest rate is within the limit, and of some higher one is not, on any machine.
        arguments.addAll(
                List.of("--rate", "20", "--connect-rate", "20", "-d", "500ms", "--warm-up", "0s", "--precision", "1"));
        arguments.addAll(List.of("--assert", limit));

        JsonNode result = play(0, arguments.toArray(String[]::new));

        assertThat(result.path("findings").path("highest rate that held").asText())
                .endsWith("/s");
        assertThat(result.path("findings").properties())
                .anyMatch(each -> each.getValue().asText().equals("held"))
                .anyMatch(each -> each.getKey().startsWith("tried ")
                        && !each.getValue().asText().equals("held"));
        assertThat(result.path("held").asBoolean()).isTrue();
    }

    @Test
    void a_search_in_which_nothing_holds_says_so_and_fails() throws IOException {
        JsonNode result = play(
                1, "max", "pairs", "-c", "2", "--rate", "2", "-d", "300ms", "--warm-up", "0s", "--assert", "p99<1ns");

        assertThat(result.path("findings").path("highest rate that held").asText())
                .isEqualTo("none");
    }
}
