package io.gatehouse.load.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.gatehouse.Counted;
import io.gatehouse.FleetBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every scenario as somebody would call it, small, against a broker with its real store; counted by both. */
final class ScenarioIT {
    @TempDir
    static Path data;

    private static FleetBroker broker;

    @TempDir
    Path folder;

    private Counted before;

    @BeforeAll
    static void start() throws Exception {
        broker = FleetBroker.start(data);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @BeforeEach
    void look() {
        before = broker.counted();
    }

    private JsonNode play(int exitCode, String... arguments) throws IOException {
        return played(exitCode, arguments).result();
    }

    private Played played(int exitCode, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", data.toString()));

        Played played = Played.of(folder, all.toArray(String[]::new));

        assertThat(played.exitCode()).as(played.words()).isEqualTo(exitCode);
        return played;
    }

    private static long count(JsonNode result, String what) {
        return result.path("counts").path(what).asLong();
    }

    private static long failures(JsonNode result, String kind) {
        return result.path("failures")
                .valueStream()
                .filter(failure -> failure.path("kind").asText().equals(kind))
                .mapToLong(failure -> failure.path("number").asLong())
                .sum();
    }

    private static void nothingWentWrong(JsonNode result) {
        assertThat(count(result, "lost")).isZero();
        assertThat(count(result, "duplicated")).isZero();
        assertThat(count(result, "reordered")).isZero();
        assertThat(count(result, "foreign")).isZero();
        assertThat(result.path("failures")).isEmpty();
    }

    /** That the broker has counted so many since the test began; its loops may be a moment behind. */
    private void brokerCounted(long expected, String metric, String... labels) {
        await().untilAsserted(() -> {
            Counted since = broker.counted().since(before);
            assertThat(since.of(metric, labels))
                    .as("%s %s in %s", metric, List.of(labels), since.all(metric))
                    .isEqualTo(expected);
        });
    }

    private void brokerReceived(long messages) {
        brokerCounted(messages, "gatehouse_publish_total", "direction=\"received\"");
    }

    private void brokerSent(long messages) {
        brokerCounted(messages, "gatehouse_publish_total", "direction=\"sent\"");
    }

    private void brokerGranted(long subscriptions) {
        brokerCounted(subscriptions, "gatehouse_packets_total", "direction=\"sent\"", "type=\"suback\"");
        brokerCounted(0, "gatehouse_subscriptions"); // they ended with their sessions
    }

    /** Besides the one device that tries before the fleet does. */
    private void brokerLetIn(long connects) {
        brokerCounted(1 + connects, "gatehouse_connects_total", "result=\"accepted\"");
        brokerCounted(0, "gatehouse_connections"); // and they are gone
    }

    private void brokerRefused(String reason, long connects) {
        brokerCounted(connects, "gatehouse_refusals_total", "reason=\"" + reason + "\"");
        brokerCounted(connects, "gatehouse_connects_total", "result=\"refused\"", "reason=\"" + reason + "\"");
    }

    private void brokerRefusedNobody() {
        brokerCounted(0, "gatehouse_refusals_total");
        brokerCounted(0, "gatehouse_messages_dropped_total");
    }

    @ParameterizedTest
    @CsvSource({"5, 0", "5, 1", "5, 2", "3, 0", "3, 1"})
    void pairs_get_each_message_once_and_in_order(int mqtt, int qos) throws IOException {
        JsonNode result = play(0, "pairs", "-c", "10", "-r", "400", "-d", "1s", "--mqtt", "" + mqtt, "-q", "" + qos);

        nothingWentWrong(result);
        assertThat(count(result, "due")).isEqualTo(400);
        assertThat(count(result, "sent")).isEqualTo(400);
        assertThat(count(result, "received")).isEqualTo(400);
        assertThat(count(result, "acknowledged")).isEqualTo(qos == 0 ? 0 : 400);
        assertThat(result.path("latencies").path("delivery").path("timed").asLong())
                .isEqualTo(400);
        brokerLetIn(10);
        brokerGranted(5);
        brokerReceived(400);
        brokerSent(400);
        brokerCounted(400, "gatehouse_publish_total", "direction=\"received\"", "qos=\"" + qos + "\"");
        brokerRefusedNobody();
    }

    @Test
    void fan_in_brings_everything_to_each_subscriber() throws IOException {
        JsonNode result = play(0, "fan-in", "-c", "10", "--subscribers", "2", "-r", "200", "-d", "1s", "-q", "1");

        nothingWentWrong(result);
        assertThat(count(result, "received")).isEqualTo(400);
        brokerLetIn(10);
        brokerGranted(2);
        brokerReceived(200);
        brokerSent(400);
        brokerRefusedNobody();
    }

    @Test
    void fan_out_brings_each_message_to_all() throws IOException {
        JsonNode result = play(0, "fan-out", "-c", "20", "-r", "50", "-d", "1s", "-q", "1");

        nothingWentWrong(result);
        assertThat(count(result, "sent")).isEqualTo(50);
        assertThat(count(result, "received")).isEqualTo(50 * 19);
        brokerLetIn(20);
        brokerGranted(19);
        brokerReceived(50);
        brokerSent(50 * 19);
        brokerRefusedNobody();
    }

    @Test
    void a_shared_subscription_brings_each_message_to_one() throws IOException {
        JsonNode result = play(0, "shared", "-c", "10", "--subscribers", "3", "-r", "200", "-d", "1s", "-q", "1");

        nothingWentWrong(result);
        assertThat(count(result, "received")).isEqualTo(200);
        brokerLetIn(10);
        brokerGranted(3);
        brokerReceived(200);
        brokerSent(200);
        brokerRefusedNobody();
    }

    @Test
    void retained_messages_come_to_who_subscribes_later_and_are_removed() throws IOException {
        JsonNode result = play(0, "retained", "-c", "30", "--subscribers", "3", "-r", "500", "-q", "1");

        nothingWentWrong(result);
        assertThat(count(result, "received")).isEqualTo(27 * 3);
        brokerLetIn(30);
        brokerGranted(3);
        brokerCounted(2 * 27, "gatehouse_authz_decisions_total", "action=\"retain\"", "decision=\"allow\"");
        brokerReceived(2 * 27); // and the empty ones that remove them, which subscribers are told of
        brokerSent(2 * 27 * 3);
        brokerCounted(0, "gatehouse_retained_messages");
        brokerRefusedNobody();
    }

    @Test
    void sessions_keep_what_comes_while_their_devices_are_away() throws IOException {
        JsonNode result = play(0, "offline", "-c", "10", "-r", "200", "-d", "1s", "-q", "1");

        nothingWentWrong(result);
        assertThat(count(result, "received")).isEqualTo(200);
        assertThat(result.path("findings").path("sessions found again").asText())
                .isEqualTo("5 of 5");
        brokerCounted(200, "gatehouse_log_appended_total");
        brokerReceived(200);
        brokerSent(200);
        brokerLetIn(5 + 3 * 5); // for the subscription, for the backlog, and to have the session forgotten
        brokerCounted(0, "gatehouse_sessions_stored");
        brokerRefusedNobody();
    }

    @Test
    void devices_connect_at_the_rate_that_was_asked_for() throws IOException {
        JsonNode result = play(0, "connect", "-c", "100", "--connect-rate", "50", "-d", "2s");

        nothingWentWrong(result);
        // The one that tried before the fleet is not among them; who has no device free is held back, and told.
        assertThat(count(result, "connects") + count(result, "held_back")).isEqualTo(100);
        assertThat(count(result, "connected")).isEqualTo(count(result, "connects"));
        assertThat(count(result, "resumed")).isZero();
        brokerLetIn(count(result, "connects"));
        brokerCounted(
                1 + count(result, "connects"),
                "gatehouse_tls_handshakes_total",
                "result=\"completed\"",
                "resumed=\"false\"");
        brokerRefusedNobody();
    }

    @Test
    void idle_devices_stay() throws IOException {
        JsonNode result = play(0, "idle", "-c", "50", "-d", "1s");

        nothingWentWrong(result);
        assertThat(count(result, "connected")).isEqualTo(50);
        assertThat(result.path("findings")
                        .path("connections at the beginning and the end")
                        .asText())
                .isEqualTo("50 and 50");
        brokerLetIn(50);
        brokerCounted(51, "gatehouse_disconnects_total", "reason=\"CLIENT_DISCONNECT\"");
        brokerRefusedNobody();
    }

    @Test
    void all_come_back_from_a_storm() throws IOException {
        JsonNode result = play(0, "storm", "-c", "50", "-d", "20s");

        assertThat(result.path("findings").path("devices that came back").asText())
                .isEqualTo("50 of 50");
        assertThat(count(result, "connected")).isEqualTo(100);
        brokerLetIn(100);
        brokerCounted(51, "gatehouse_disconnects_total", "reason=\"CLIENT_DISCONNECT\"");
        brokerCounted(50 + 51, "gatehouse_disconnects_total"); // the others were lost, or taken over
    }

    @Test
    void revoked_devices_are_put_out_and_stay_out() throws IOException {
        JsonNode result = play(0, "revoke", "-c", "40", "--revoke", "30", "-d", "10s");

        JsonNode found = result.path("findings");
        assertThat(found.path("connections of revoked devices that ended").asText())
                .isEqualTo("30 of 30");
        assertThat(found.path("revoked devices that came back").asText()).isEqualTo("0 of 30");
        assertThat(found.path("others still connected").asText()).isEqualTo("10 of 10");
        assertThat(result.path("latencies").path("close").path("timed").asLong())
                .isEqualTo(30);
        brokerLetIn(40);
        brokerCounted(30, "gatehouse_disconnects_total", "initiator=\"server\"", "reason=\"CERTIFICATE_REVOKED\"");
        brokerRefused("CERTIFICATE_REVOKED", failures(result, "connack"));
        assertThat(failures(result, "connack")).isEqualTo(30); // each that was put out tried once to come back
        assertThat(failures(result, "disconnect")).isEqualTo(30);
    }

    @Test
    void certificates_are_replaced_while_messages_go_on() throws IOException {
        JsonNode result = play(0, "rotate", "-c", "10", "-r", "200", "-d", "3s", "-q", "1");

        assertThat(count(result, "lost")).isZero();
        // What was under way when a device changed over may have come without its acknowledgement, or not at all.
        assertThat(count(result, "received")).isBetween(count(result, "acknowledged"), count(result, "sent"));
        assertThat(result.path("findings").path("certificates replaced").asText())
                .isEqualTo("5 of 5 that were tried");
        brokerLetIn(10 + 5);
        brokerReceived(count(result, "received"));
        brokerSent(count(result, "received"));
        brokerRefusedNobody();
    }

    @Test
    void good_devices_fare_well_beside_bad_ones_of_which_none_gets_in_but_the_slow() throws IOException {
        JsonNode result = play(0, "mixed", "-c", "20", "--bad", "0.4", "-r", "200", "-d", "2s");

        assertThat(count(result, "lost")).isZero();
        assertThat(count(result, "received")).isEqualTo(400);
        assertThat(result.path("findings").properties().stream()
                        .map(each -> each.getKey())
                        .toList())
                .allMatch(name -> name.endsWith("slow"));
        brokerReceived(400);
        brokerLetIn(12 + 2);
        brokerGranted(6 + 2);
        long ofEachKind = failures(result, "connack") / 3;
        assertThat(ofEachKind).isGreaterThanOrEqualTo(2); // of two devices, again and again
        brokerRefused("CERTIFICATE_UNKNOWN", ofEachKind);
        brokerRefused("CERTIFICATE_REVOKED", ofEachKind);
        brokerRefused("CONNECT_NOT_AUTHORIZED", ofEachKind);
        brokerCounted(3 * ofEachKind, "gatehouse_refusals_total");
    }

    @ParameterizedTest
    @ValueSource(strings = {"p99<1ns", "received==1", "rate>=1000000/s"})
    void an_assertion_that_does_not_hold_is_told_by_the_exit_code(String assertion) throws IOException {
        Played played = played(1, "pairs", "-c", "2", "-r", "10", "-d", "1s", "--assert", assertion);

        assertThat(played.result().path("held").asBoolean()).isFalse();
        assertThat(played.out()).contains(assertion);
    }

    @Test
    void nothing_of_the_fleet_is_left_in_the_registry() throws IOException {
        play(0, "pairs", "-c", "4", "-r", "10", "-d", "1s");

        assertThat(broker.registry().things("", null, 1)).isEmpty();
        assertThat(broker.registry().certificates("", null, 1)).isEmpty();
        assertThat(broker.registry().policies("", null, 1)).isEmpty();
    }

    @Test
    void the_authority_of_a_fleet_is_written_for_a_broker_that_does_not_know_it() throws IOException {
        Path file = folder.resolve("ca.crt");
        Played played = Played.of(
                folder,
                "pairs",
                "--print-ca",
                file.toString(),
                "--authority",
                folder.resolve("own").toString());

        assertThat(played.exitCode()).isZero();
        assertThat(played.out()).contains("cafile " + file);
        assertThat(Files.readString(file)).startsWith("-----BEGIN CERTIFICATE-----");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pairs -c 0 | 2 | --clients: 0 (expected: 1 to 50000)",
                "pairs -c 60000 | 2 | allow it with --no-limits",
                "pairs --payload 10 | 2 | --payload: 10 (expected: 32 to 1048576)",
                "pairs --assert p99 | 2 | --assert",
                "pairs --devices /nowhere | 2 | /nowhere",
                "pairs --name fixed | 2 | %i",
                "pairs --host 192.0.2.1 | 2 | --remote",
                "pairs --port 1 | 3 | refused: connection",
                "pairs --sni other.example --groups X25519 | 3 | other.example",
                "pairs --groups nonsense | 2 | --groups",
                "pairs --print-ca ca.crt | 2 | no --authority",
                "pairs --foreign | 2 | no --host"
            })
    void what_is_wrong_is_one_line_before_the_fleet_starts(String arguments, int exitCode, String words)
            throws IOException {
        Played played = played(exitCode, arguments.split(" ", -1));

        assertThat(played.err()).contains(words).startsWith("gatehouse load: ");
        assertThat(played.err().lines()).hasSize(1);
        assertThat(Files.exists(folder.resolve("result.json"))).isFalse();
    }
}
