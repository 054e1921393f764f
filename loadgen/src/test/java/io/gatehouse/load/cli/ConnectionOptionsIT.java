package io.gatehouse.load.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.FleetBroker;
import io.gatehouse.FleetBroker.Ground;
import io.gatehouse.config.Protocol;
import io.gatehouse.control.ConnectionView;
import io.gatehouse.control.HandshakeView;
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

/** What was asked of a connection is what the broker saw. */
final class ConnectionOptionsIT {
    private static final int DEVICES = 4;

    @TempDir
    static Path data;

    @TempDir
    static Path other;

    private static FleetBroker broker;
    /** Whose port tells protocols apart by ALPN. */
    private static FleetBroker several;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        broker = FleetBroker.start(data);
        several = FleetBroker.start(other, Ground.USUAL.with(Protocol.MQTT, Protocol.HTTPS));
    }

    @AfterAll
    static void stop() {
        broker.close();
        several.close();
    }

    /** The connections of a fleet that was given these options, as {@code gatehouse conn describe} shows them. */
    private List<ConnectionView> connect(String... options) throws Exception {
        return connect(broker, data, options);
    }

    private List<ConnectionView> connect(FleetBroker to, Path its, String... options) throws Exception {
        List<String> arguments =
                new ArrayList<>(List.of("idle", "-c", "" + DEVICES, "-d", "500ms", "--data", its.toString()));
        arguments.addAll(List.of(options));
        Watch watch = Watch.of(to);
        Played played = Played.of(folder, arguments.toArray(String[]::new));
        List<ConnectionView> seen = watch.seen();
        assertThat(played.exitCode()).as(played.words()).isZero();
        assertThat(seen).hasSize(DEVICES);
        return seen;
    }

    private List<HandshakeView> handshakes(String... options) throws Exception {
        return connect(options).stream().map(Watch::handshake).toList();
    }

    @Test
    void devices_come_from_the_addresses_in_turn() throws Exception {
        assertThat(connect("--ifaddr", "127.0.0.2,127.0.0.3"))
                .extracting(device -> device.peer().substring(0, device.peer().lastIndexOf(':')))
                .containsExactly("127.0.0.2", "127.0.0.3", "127.0.0.2", "127.0.0.3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqtt", "x-amzn-mqtt-ca"})
    void alpn_is_offered_and_agreed_on(String protocol) throws Exception {
        assertThat(connect(several, other, "--alpn", protocol))
                .extracting(Watch::handshake)
                .allSatisfy(
                        handshake -> assertThat(handshake.applicationProtocol()).isEqualTo(protocol));
    }

    @Test
    void several_protocols_are_offered_in_their_order() throws Exception {
        assertThat(connect(several, other, "--alpn", "x-amzn-mqtt-ca,mqtt"))
                .extracting(Watch::handshake)
                .allSatisfy(handshake -> assertThat(Watch.offer(handshake).applicationProtocols())
                        .containsExactly("x-amzn-mqtt-ca", "mqtt"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"boringssl", "jdk"})
    void the_server_name_is_sent(String engine) throws Exception {
        assertThat(connect("--sni", "gatehouse.example", "--insecure", "--engine", engine))
                .allSatisfy(device -> assertThat(device.serverName()).isEqualTo("gatehouse.example"));
    }

    @ParameterizedTest
    @CsvSource({"1.2, boringssl", "1.3, boringssl", "1.2, jdk", "1.3, jdk"})
    void the_version_is_the_one_that_was_asked_for(String version, String engine) throws Exception {
        assertThat(handshakes("--tls", version, "--engine", engine)).allSatisfy(handshake -> {
            assertThat(handshake.protocol()).isEqualTo("TLSv" + version);
            assertThat(Watch.offer(handshake).versions()).containsExactly("TLSv" + version);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "1.2, TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, boringssl",
        "1.2, TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, boringssl",
        "1.2, TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, jdk",
        "1.3, TLS_AES_256_GCM_SHA384, jdk",
        "1.3, TLS_CHACHA20_POLY1305_SHA256, jdk"
    })
    void the_suite_is_the_one_that_was_asked_for(String version, String suite, String engine) throws Exception {
        assertThat(connect("--tls", version, "--ciphers", suite, "--engine", engine))
                .allSatisfy(device -> assertThat(device.cipherSuite()).isEqualTo(suite));
    }

    @ParameterizedTest
    @CsvSource({"X25519MLKEM768, X25519MLKEM768", "X25519, x25519", "P-256, secp256r1", "P-384, secp384r1"})
    void the_group_is_the_one_that_was_asked_for(String asked, String group) throws Exception {
        assertThat(handshakes("--groups", asked)).allSatisfy(handshake -> {
            assertThat(handshake.group()).isEqualTo(group);
            assertThat(Watch.offer(handshake).keyShares()).containsExactly(group);
            assertThat(handshake.retried()).isFalse();
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--groups X25519 --engine jdk | --groups",
                "--ciphers TLS_AES_256_GCM_SHA384 --tls 1.3 | --ciphers",
                "--ciphers TLS_NO_SUCH_SUITE | --ciphers",
                "--tls 1.1 | --tls"
            })
    void what_the_engine_cannot_do_is_said_and_not_passed_over(String options, String words) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("idle", "-c", "1", "-d", "1s", "--data", data.toString()));
        arguments.addAll(List.of(options.split(" ", -1)));
        Played played = Played.of(folder, arguments.toArray(String[]::new));

        assertThat(played.exitCode()).as(played.words()).isEqualTo(2);
        assertThat(played.err().lines()).hasSize(1).first().asString().contains(words);
    }
}
