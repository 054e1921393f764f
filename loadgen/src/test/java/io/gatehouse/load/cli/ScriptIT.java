package io.gatehouse.load.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.gatehouse.Counted;
import io.gatehouse.FleetBroker;
import io.gatehouse.load.fleet.Attempt;
import io.gatehouse.load.fleet.FleetPolicy;
import io.gatehouse.load.fleet.Identity;
import io.gatehouse.load.fleet.IdentityFolder;
import io.gatehouse.load.fleet.Mint;
import io.gatehouse.load.fleet.NameTemplate;
import io.gatehouse.load.fleet.Progress;
import io.gatehouse.load.fleet.Registration;
import io.gatehouse.pki.KeyKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scenario files and searches, as somebody would call them, against a broker with its real store. */
final class ScriptIT {
    @TempDir
    static Path data;

    private static FleetBroker broker;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        broker = FleetBroker.start(data);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private Played play(int exitCode, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", data.toString()));

        Played played = Played.of(folder, all.toArray(String[]::new));

        assertThat(played.exitCode()).as(played.words()).isEqualTo(exitCode);
        return played;
    }

    private Played run(String script) throws IOException {
        return play(
                0,
                "run",
                Files.writeString(folder.resolve("script.yaml"), script).toString());
    }

    private static JsonNode phase(Played played, int number) {
        return played.result().path("phases").path(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "5"})
    void the_example_is_played_from_morning_to_evening(String mqtt) throws IOException {
        String example = Files.readString(Path.of("examples", "depot.yaml"))
                .replace("duration: 5s", "duration: 2s")
                .replace("duration: 10s", "duration: 2s")
                .replace("duration: 15s", "duration: 3s");
        Counted before = broker.counted();

        Played played = play(
                0,
                "run",
                Files.writeString(folder.resolve("depot.yaml"), example).toString(),
                "--mqtt",
                mqtt);

        assertThat(played.result().path("failures")).isEmpty();
        assertThat(played.count("foreign")).isZero();
        assertThat(phase(played, 0).path("name").asText()).isEqualTo("morning");
        assertThat(phase(played, 1).path("open").asLong()).isEqualTo(42);
        assertThat(phase(played, 2).path("open").asLong()).isLessThanOrEqualTo(42);
        assertThat(played.found("connected at the end")).isEqualTo("7 of 7 that were to be");
        assertThat(phase(played, 1).path("counts").path("due").asLong()).isGreaterThanOrEqualTo(300);
        long sent = 0;
        for (JsonNode each : played.result().path("phases")) {
            sent += each.path("counts").path("sent").asLong();
        }
        long expected = sent;
        await().untilAsserted(() -> assertThat(
                        broker.counted().since(before).of("gatehouse_publish_total", "direction=\"received\""))
                .isEqualTo(expected));
    }

    @Test
    void rates_rise_and_fall_as_it_was_written() throws IOException {
        Played played = run("""
                groups:
                  talkers: { clients: 4 }
                  listener: { clients: 1, subscribe: [ { filter: '#', qos: 1 } ] }
                messages:
                  words: { from: talkers, topic: 'words/%c', qos: 1, payload: { who: '%c', at: '%t' } }
                phases:
                  - { name: up, duration: 2s, send: { words: { rate: { from: 0, to: 100 } } } }
                  - { name: down, duration: 2s, send: { words: { rate: { from: 50, to: 0 } } } }
                """);

        assertThat(played.count("due")).isEqualTo(100 + 50);
        assertThat(played.count("received")).isEqualTo(150);
        assertThat(played.count("lost")).isZero();
        assertThat(phase(played, 0).path("counts").path("due").asLong()).isEqualTo(100);
        assertThat(phase(played, 1).path("counts").path("due").asLong()).isEqualTo(50);
    }

    @Test
    void each_receiver_has_its_turn_and_gets_its_own() throws IOException {
        Played played = run("""
                groups:
                  desk: { clients: 1 }
                  lamps: { clients: 5, subscribe: [ { filter: 'orders/%c', qos: 2 } ] }
                messages:
                  orders: { from: desk, to: lamps, topic: 'orders/%c', qos: 2, payload: 'switch %c %s' }
                phases:
                  - { duration: 1s, send: { orders: { rate: 50 } } }
                """);

        assertThat(played.count("sent")).isEqualTo(50);
        assertThat(played.count("received")).isEqualTo(50);
        assertThat(played.count("foreign")).isZero();
        assertThat(played.count("lost")).isZero();
    }

    @Test
    void devices_that_think_publish_no_faster_than_they_are_answered_and_think() throws IOException {
        Played played = run("""
                groups:
                  thinkers: { clients: 10, subscribe: [ { filter: 'said/%c', qos: 1 } ] }
                messages:
                  said: { from: thinkers, topic: 'said/%c', qos: 1 }
                phases:
                  - { duration: 2s, send: { said: { think: { from: 100ms, to: 300ms } } } }
                """);

        // Ten devices, two seconds: at most one message in 100 ms each, and one that was due at once.
        assertThat(played.count("sent")).isBetween(10L, 10L * 21);
        assertThat(played.count("received")).isEqualTo(played.count("acknowledged"));
        assertThat(played.count("lost")).isZero();
    }

    @Test
    void a_shared_subscription_has_one_account_for_its_group() throws IOException {
        Played played = run("""
                groups:
                  talkers: { clients: 3 }
                  workers: { clients: 3, subscribe: [ { filter: 'jobs/+', share: crew, qos: 1 } ] }
                  watcher: { clients: 1, subscribe: [ { filter: 'jobs/#', qos: 1 } ] }
                messages:
                  jobs: { from: talkers, topic: 'jobs/%i', qos: 1 }
                phases:
                  - { duration: 1s, send: { jobs: { rate: 60 } } }
                """);

        assertThat(played.count("received")).isEqualTo(120);
        assertThat(played.count("lost")).isZero();
        assertThat(played.count("duplicated")).isZero();
    }

    @Test
    void retained_messages_are_gone_when_it_is_over_also_of_those_that_have_left() throws IOException {
        Played played = run("""
                groups:
                  lamps: { clients: 4 }
                messages:
                  state: { from: lamps, topic: 'state/%c', qos: 1, retain: true }
                phases:
                  - { duration: 1s, connected: { lamps: 4 } }
                  - { duration: 1s, send: { state: { rate: 20 } } }
                  - { duration: 1s, connected: { lamps: 1 } }
                """);

        assertThat(played.count("acknowledged")).isEqualTo(20);
        await().untilAsserted(() ->
                assertThat(broker.counted().of("gatehouse_retained_messages")).isZero());
    }

    @Test
    void a_device_that_is_refused_at_first_tries_until_it_is_let_in() throws Exception {
        List<Identity> devices = done(Mint.ofBroker(data))
                .identities(done(NameTemplate.of("late-%i")), 0, 2, KeyKind.P256, Progress.NONE);
        try (Registration registration = done(Registration.open(data))) {
            FleetPolicy policy = done(FleetPolicy.ofRun("late", registration.broker()));
            done(IdentityFolder.write(folder.resolve("devices"), devices, "", null, Progress.NONE));
            Path ca = Files.writeString(
                    folder.resolve("ca.pem"), registration.broker().caPem());
            Path script = Files.writeString(folder.resolve("late.yaml"), """
                    topics: load/late/
                    groups: { all: { clients: 2 } }
                    messages: { words: { from: all, topic: '%c' } }
                    phases: [ { duration: 10s, send: { words: { rate: 10 } } } ]
                    """);
            done(registration.register(policy, devices.subList(0, 1), Progress.NONE));
            Counted before = broker.counted();
            FutureTask<Played> playing = new FutureTask<>(() -> Played.of(
                    folder,
                    "run",
                    script.toString(),
                    "--foreign",
                    "--host",
                    registration.broker().host(),
                    "--port",
                    "" + registration.broker().port(),
                    "--ca",
                    ca.toString(),
                    "--devices",
                    folder.resolve("devices").toString()));
            Thread.ofPlatform().name("late").start(playing);
            await().until(() -> broker.counted().since(before).of("gatehouse_refusals_total") > 0);

            done(registration.register(policy, devices.subList(1, 2), Progress.NONE));

            Played played = playing.get();
            assertThat(played.exitCode()).as(played.words()).isZero();
            assertThat(played.found("connected at the end")).isEqualTo("2 of 2 that were to be");
            done(registration.remove(devices, Progress.NONE));
            done(registration.remove(policy));
        }
    }

    private static <T> T done(Attempt<T> attempt) {
        assertThat(attempt).isInstanceOf(Attempt.Done.class);
        return ((Attempt.Done<T>) attempt).value();
    }

    @Test
    void what_is_wrong_with_a_file_is_told_before_anything_starts() throws IOException {
        Path file = Files.writeString(folder.resolve("wrong.yaml"), "groups: { a: { clients: 2, colour: red } }\n");

        Played played = play(2, "run", file.toString());

        assertThat(played.err().lines().toList())
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

        assertThat(play(2, "run", file.toString()).err())
                .contains("--clients: 60000")
                .contains("messages a second: 300000")
                .contains("duration of all phases: 7200s")
                .contains("--no-limits");
    }

    @Test
    void a_payload_template_reaches_the_subscribers() throws IOException {
        Played played = play(
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

        assertThat(played.count("received")).isEqualTo(20);
        assertThat(played.count("foreign")).isZero();
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

        Played played = play(0, arguments.toArray(String[]::new));

        assertThat(played.found("highest rate that held")).endsWith("/s");
        assertThat(played.result().path("findings").properties())
                .anyMatch(each -> each.getValue().asText().equals("held"))
                .anyMatch(each -> each.getKey().startsWith("tried ")
                        && !each.getValue().asText().equals("held"));
        assertThat(played.result().path("held").asBoolean()).isTrue();
    }

    @Test
    void a_search_in_which_nothing_holds_says_so_and_fails() throws IOException {
        Played played = play(
                1, "max", "pairs", "-c", "2", "--rate", "2", "-d", "300ms", "--warm-up", "0s", "--assert", "p99<1ns");

        assertThat(played.found("highest rate that held")).isEqualTo("none");
    }
}
