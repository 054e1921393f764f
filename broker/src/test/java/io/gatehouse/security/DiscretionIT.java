package io.gatehouse.security;

import static io.gatehouse.Policies.allow;
import static io.gatehouse.Policies.deny;
import static io.gatehouse.Policies.document;
import static io.gatehouse.RunningBroker.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.Configuration;
import io.gatehouse.control.AdminToken;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.reason.Reason;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.security.Frames.Connect;
import io.gatehouse.transport.http.HttpsGround;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing of a message, a key or a certificate's text gets into the log, whatever goes wrong with it. */
final class DiscretionIT {
    private static final String CANARY = "canary-7f3a-payload";
    private static final Pattern REASON = Pattern.compile("reason=\"([^\"]*)\"");

    @Test
    void the_log_tells_reasons_and_no_secrets() throws IOException {
        try (LogLines log = LogLines.listen();
                RunningBroker broker = RunningBroker.start()) {
            TestDevice device = broker.device(
                    "careful",
                    "careful",
                    document(
                            allow("iot:*", "*"),
                            deny("iot:Publish", "topic/no", "topic/willno"),
                            deny("iot:Receive", "topic/unheard")));

            provoke(broker, device);

            String all = String.join("\n", log.all());
            assertThat(log.of("PUBLISH_NOT_AUTHORIZED")).isNotEmpty(); // it did listen
            assertThat(all).doesNotContain(secrets(device).toArray(String[]::new));
            assertThat(reasons(log))
                    .isNotEmpty()
                    .isSubsetOf(Stream.of(Reason.values()).map(Reason::name).toList());
            assertThat(log.all().stream().filter(line -> line.contains("refused: ") || line.contains("ended: ")))
                    .isNotEmpty()
                    .allMatch(line -> REASON.matcher(line).find());
            assertThat(broker.metrics().scrape()).doesNotContain(secrets(device).toArray(String[]::new));
        }
    }

    @Test
    void what_clients_and_operators_keep_secret_is_nowhere_at_any_level(@TempDir Path folder) throws Exception {
        UnaryOperator<Configuration> ways = HttpsGround::withListeners;
        try (LogLines log = LogLines.listenToEverything();
                RunningBroker broker = RunningBroker.start(Compatibility.EXTENDED, ways)) {
            String token =
                    Files.readString(broker.folder().resolve(AdminToken.FILE)).strip();
            TestDevice device = broker.device(
                    "careful",
                    "careful",
                    document(
                            allow("iot:*", "*"),
                            deny("iot:Publish", "topic/no"),
                            deny("iot:Connect", "client/" + Canaries.POLICY)));
            Canaries canaries = new Canaries(broker, device, folder);

            canaries.releaseOverMqtt();
            canaries.releaseOverHttps();
            canaries.releaseAtTheAdminInterface();

            List<String> seen = new ArrayList<>(log.all());
            assertThat(seen).anySatisfy(line -> assertThat(line).startsWith("DEBUG")); // it did listen
            assertThat(log.of("PUBLISH_NOT_AUTHORIZED")).isNotEmpty();
            assertThat(log.of("AUTHENTICATION_METHOD_UNSUPPORTED")).isNotEmpty();
            seen.addAll(canaries.whatOperatorsSee());
            assertThat(String.join("\n", seen))
                    .doesNotContain(canaries.secrets(token).toArray(String[]::new));
        }
    }

    /** Everything that can go wrong with a message, each time with the canary in it. */
    private static void provoke(RunningBroker broker, TestDevice device) throws IOException {
        try (RawClient refusedWill = RawClient.of(broker, device)) {
            refusedWill.connect(Connect.mqtt5("careful").will("willno"));
            refusedWill.awaitClosed();
        }
        try (RawClient client = RawClient.connected(broker, device)) {
            client.subscribe("unheard");
            client.publish("unheard", CANARY, 1);
            client.publish("no", CANARY, 1);
            client.publish("$reserved", CANARY, 1);
            client.send(Frames.publish(ProtocolVersion.MQTT_5, "a/+/b", CANARY, 1, false));
            client.awaitClosed();
        }
        try (RawClient three = RawClient.of(broker, device)) {
            three.admitted(Connect.mqtt3("careful"));
            three.send(Frames.publish(ProtocolVersion.MQTT_3_1_1, "no", CANARY, 2, false));
            three.awaitClosed();
        }
        try (RawClient garbled = RawClient.connected(broker, device)) {
            byte[] broken = Frames.publish5("ok", CANARY, 1);
            broken[0] |= 6; // QoS 3
            garbled.send(broken).awaitClosed();
        }
        try (RawClient plain = RawClient.plaintext(broker)) {
            plain.send(Frames.publish5("ok", CANARY, 0)).awaitSocketClosed();
        }
        try (RawClient stranger = RawClient.of(broker, RunningBroker.stranger("unknown"))) {
            stranger.connect(Connect.mqtt5("unknown"));
            stranger.awaitClosed();
        }
        try (RawClient revoked = RawClient.of(broker, device)) {
            revoked.admitted(Connect.mqtt5("careful").will("ok"));
            done(broker.registry().setCertificateStatus(device.certificateId(), CertificateStatus.REVOKED));
            revoked.awaitClosed();
        }
    }

    private static List<String> reasons(LogLines log) {
        return log.all().stream()
                .flatMap(line -> REASON.matcher(line).results())
                .map(match -> match.group(1))
                .toList();
    }

    private static List<String> secrets(TestDevice device) {
        byte[] canary = CANARY.getBytes(StandardCharsets.UTF_8);
        String certificate = device.issued().certificatePem();
        return Stream.of(
                        CANARY,
                        "will of ",
                        HexFormat.of().formatHex(canary),
                        Base64.getEncoder().encodeToString(canary).substring(0, 20),
                        "-----BEGIN",
                        device.issued().privateKeyPem().lines().toList().get(1),
                        certificate.lines().toList().get(2))
                .toList();
    }
}
