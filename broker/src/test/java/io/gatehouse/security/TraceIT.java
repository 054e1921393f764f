package io.gatehouse.security;

import static io.gatehouse.Policies.allow;
import static io.gatehouse.Policies.deny;
import static io.gatehouse.Policies.document;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.security.Frames.Connect;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** What {@code gatehouse trace} shows of a running broker. */
@TestInstance(Lifecycle.PER_CLASS)
final class TraceIT {
    private static final String CANARY = "canary-in-a-payload-51c0";

    @TempDir
    private static Path folder;

    private RunningBroker broker;

    @BeforeAll
    void start() {
        broker = RunningBroker.start();
    }

    @AfterAll
    void stop() {
        broker.close();
    }

    private TestDevice device(String name) {
        return broker.device(name, "mostly", document(allow("iot:*", "*"), deny("iot:Publish", "topic/no")));
    }

    private int trace(String... arguments) {
        JsonNode begun = Command.json(
                broker,
                folder,
                Stream.concat(Stream.of("trace"), Stream.of(arguments)).toArray(String[]::new));
        return begun.get("id").asInt();
    }

    /** Every entry so far; the trace is ended. */
    private List<JsonNode> seen(int trace) throws IOException {
        assertThat(Command.run(broker, folder, "trace", "stop", Integer.toString(trace))
                        .exitCode())
                .isZero();
        Command shown = Command.run(broker, folder, "trace", "show", Integer.toString(trace), "-o", "json");
        List<JsonNode> entries = new ArrayList<>();
        for (String line : shown.out().lines().toList()) {
            entries.add(new ObjectMapper().readTree(line));
        }
        return entries;
    }

    private static List<String> events(List<JsonNode> entries) {
        return entries.stream()
                .map(entry -> entry.get("direction").asText() + " "
                        + entry.get("event").asText())
                .toList();
    }

    private static JsonNode find(List<JsonNode> entries, String event) {
        return entries.stream()
                .filter(entry -> (entry.get("direction").asText() + " "
                                + entry.get("event").asText())
                        .equals(event))
                .findFirst()
                .orElseThrow(() -> new AssertionError(event + " in " + entries));
    }

    @Test
    void one_client_is_traced_from_its_handshake_to_its_end_and_another_is_not() throws IOException {
        TestDevice lamp = device("lamp");
        TestDevice other = device("other");
        int id = trace("client", "lamp");

        try (RawClient bystander = RawClient.connected(broker, other);
                RawClient client = RawClient.connected(broker, lamp)) {
            bystander.publish("yes", CANARY, 1);
            client.subscribe("yes");
            client.publish("yes", CANARY, 1);
            assertThat(client.receive()).contains(CANARY);
            client.send(Frames.publish5("no", CANARY, 1)).expect(RawClient.Answer.PUBACK);
            client.send(Frames.PINGREQ).expect(RawClient.Answer.PINGRESP);
            client.send(Frames.DISCONNECT).awaitClosed();
        }

        List<JsonNode> entries = seen(id);
        assertThat(events(entries))
                .containsSubsequence(
                        "- HANDSHAKE", "in CONNECT", "out CONNACK", "in SUBSCRIBE", "out SUBACK", "in PUBLISH")
                .contains("out PUBLISH", "out PUBACK", "in PUBACK", "- PUBLISH_NOT_AUTHORIZED", "out PINGRESP")
                .endsWith("in DISCONNECT", "- CLIENT_DISCONNECT");
        assertThat(entries).allSatisfy(entry -> assertThat(entry.toString()).doesNotContain("other", CANARY));
        assertThat(find(entries, "- HANDSHAKE").get("detail").asText()).contains("TLSv1.3", lamp.certificateId());
        assertThat(find(entries, "out CONNACK").get("detail").asText()).startsWith("0x00");
        assertThat(find(entries, "out SUBACK").get("detail").asText()).startsWith("0x01");
        JsonNode delivered = find(entries, "out PUBLISH");
        assertThat(delivered.get("topic").asText()).isEqualTo("yes");
        assertThat(delivered.get("detail").asText())
                .startsWith("QoS 1, payload " + CANARY.length() + " bytes, sha256 ");
        assertThat(find(entries, "in PUBLISH").get("packetId").asInt()).isEqualTo(7);
        assertThat(find(entries, "- PUBLISH_NOT_AUTHORIZED").get("detail").asText())
                .contains("denied by policy mostly, Statement[1]");
    }

    @Test
    void a_client_that_is_connected_already_is_traced_with_payloads_where_asked() throws IOException {
        TestDevice early = device("early");
        try (RawClient client = RawClient.of(broker, early)) {
            client.admitted(Connect.of(ProtocolVersion.MQTT_3_1_1, "early"));
            client.subscribe("early");
            int id = trace("cert", early.certificateId().substring(0, 12), "--payload");
            String large = CANARY + "x".repeat(8000); // is handed over beside its head
            client.publish("early", large, 1);
            assertThat(client.receive()).contains(CANARY);
            client.send(Frames.PINGREQ).expect(RawClient.Answer.PINGRESP);

            List<JsonNode> entries = seen(id);
            assertThat(events(entries)).contains("in PUBLISH", "out PUBACK", "out PUBLISH", "out PINGRESP");
            assertThat(find(entries, "in PUBLISH").get("payload").asText()).startsWith(CANARY);
            assertThat(find(entries, "out PUBLISH").get("payload").asText())
                    .startsWith(CANARY)
                    .endsWith("…");
            client.send(Frames.PINGREQ).expect(RawClient.Answer.PINGRESP);
            assertThat(events(seen(id))).hasSameSizeAs(entries); // it was ended
        }
    }

    @Test
    void refused_handshakes_and_connects_are_seen_by_traces_of_address_and_certificate() throws IOException {
        TestDevice stranger = RunningBroker.stranger("stranger");
        int address = trace("ip", "127.0.0.1");
        int certificate = trace("cert", stranger.certificateId());

        try (RawClient plain = RawClient.plaintext(broker)) {
            plain.send(Frames.publish5("ok", CANARY, 0)).awaitSocketClosed();
        }
        try (RawClient client = RawClient.of(broker, stranger)) {
            client.connect(Connect.mqtt5("stranger"));
            client.awaitClosed();
        }

        List<JsonNode> byAddress = seen(address);
        List<JsonNode> byCertificate = seen(certificate);
        assertThat(events(byAddress)).contains("- TLS_PLAINTEXT", "- CERTIFICATE_UNKNOWN", "out CONNACK");
        assertThat(events(byCertificate))
                .containsExactly("- HANDSHAKE", "in CONNECT", "- CERTIFICATE_UNKNOWN", "out CONNACK")
                .doesNotContain("- TLS_PLAINTEXT");
        assertThat(byAddress.toString() + byCertificate).doesNotContain(CANARY);
    }

    @Test
    void a_topic_shows_who_publishes_who_gets_it_and_who_is_refused() throws IOException {
        TestDevice from = device("from");
        TestDevice to = device("to");
        try (RawClient publisher = RawClient.connected(broker, from);
                RawClient receiver = RawClient.connected(broker, to)) {
            receiver.subscribe("news/#", "else");
            int id = trace("topic", "news/+");
            int refused = trace("topic", "no");
            publisher.publish("else", CANARY, 1);
            publisher.publish("news/a", CANARY, 1);
            publisher.publish("no", CANARY, 1);
            assertThat(receiver.receiveUpTo("news/a")).hasSize(1);

            List<JsonNode> entries = seen(id);
            assertThat(events(entries)).containsExactly("- PUBLISHED", "out PUBLISH");
            assertThat(entries.getFirst().get("clientId").asText()).isEqualTo("from");
            assertThat(entries.getLast().get("clientId").asText()).isEqualTo("to");
            assertThat(entries.toString()).doesNotContain(CANARY);
            assertThat(events(seen(refused))).containsExactly("- PUBLISH_NOT_AUTHORIZED");
        }
    }

    @Test
    void who_follows_a_trace_is_done_when_its_time_is_over() {
        Command followed = Command.run(broker, folder, "trace", "client", "nobody", "--for", "1s", "--follow");

        assertThat(followed.exitCode()).isZero();
        assertThat(followed.err()).contains("of client nobody until ");
        assertThat(followed.out()).isEmpty();
        assertThat(Command.json(broker, folder, "trace", "ls").get("traces")).anySatisfy(trace -> {
            assertThat(trace.get("of").asText()).isEqualTo("client nobody");
            assertThat(trace.get("running").asBoolean()).isFalse();
        });
    }

    @Test
    void what_cannot_be_traced_is_refused_in_one_line() {
        for (List<String> wrong : List.of(
                List.of("ip", "localhost", "ip: localhost (expected: an address, as 10.0.0.7)"),
                List.of("cert", "abc", "cert: abc (expected: 8 to 64 hexadecimal digits of a certificate id)"),
                List.of("topic", "a/#/b", "(expected: "),
                List.of("client", "a", "--for", "2h", "--for: 2h (expected: 1s to 1h)"),
                List.of("client", "a", "--for", "soon", "--for: soon (expected: 1s to 1h)"))) {
            List<String> typed = new ArrayList<>(List.of("trace"));
            typed.addAll(wrong.subList(0, wrong.size() - 1));
            Command run = Command.run(broker, folder, typed.toArray(String[]::new));

            assertThat(run.exitCode()).as(run.toString()).isNotZero();
            assertThat(run.err()).contains(wrong.getLast()).hasLineCount(3);
        }
        assertThat(Command.run(broker, folder, "trace", "show", "999").err())
                .contains("trace: 999 (expected: one that exists)");
    }
}
