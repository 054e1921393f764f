package io.gatehouse.load.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.FleetBroker;
import io.gatehouse.FleetBroker.Ground;
import io.gatehouse.config.TlsSettings;
import io.gatehouse.load.fleet.Attempt;
import io.gatehouse.load.fleet.IdentityFolder;
import io.gatehouse.load.fleet.Mint;
import io.gatehouse.load.fleet.NameTemplate;
import io.gatehouse.load.fleet.Progress;
import io.gatehouse.pki.KeyKind;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Devices with keys of each kind, as the broker saw them sign. */
final class DeviceKeysIT {
    @TempDir
    static Path data;

    @TempDir
    static Path other;

    private static FleetBroker usual;
    private static FleetBroker jdk;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        usual = FleetBroker.start(data);
        jdk = FleetBroker.start(other, Ground.USUAL.with(TlsSettings.Engine.JDK));
    }

    @AfterAll
    static void stop() {
        usual.close();
        jdk.close();
    }

    @ParameterizedTest
    @CsvSource({
        "P256, ecdsa_secp256r1_sha256",
        "P384, ecdsa_secp384r1_sha384",
        "RSA2048, rsa_pss_rsae",
        "RSA3072, rsa_pss_rsae"
    })
    void devices_sign_with_the_keys_that_were_asked_for(String kind, String signature) throws Exception {
        Watch watch = Watch.of(usual);
        Played played =
                Played.of(folder, "idle", "-c", "2", "-d", "500ms", "--key-type", kind, "--data", data.toString());

        assertThat(played.exitCode()).as(played.words()).isZero();
        assertThat(watch.seen())
                .hasSize(2)
                .allSatisfy(device ->
                        assertThat(Watch.handshake(device).clientSignature()).startsWith(signature));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void devices_with_ed25519_take_the_engine_of_the_jdk(boolean brought) throws Exception {
        Path devices = folder.resolve("devices");
        if (brought) {
            done(IdentityFolder.write(
                    devices,
                    done(Mint.ofBroker(other)).identities(NameTemplate.DEFAULT, 0, 2, KeyKind.ED25519, Progress.NONE),
                    "",
                    null,
                    Progress.NONE));
        }
        Watch watch = Watch.of(jdk);
        Played played = Played.of(
                folder,
                "idle",
                "-c",
                "2",
                "-d",
                "500ms",
                "--data",
                other.toString(),
                brought ? "--devices" : "--key-type",
                brought ? devices.toString() : "ED25519");

        assertThat(played.exitCode()).as(played.words()).isZero();
        assertThat(played.result().path("setting").path("TLS").asText()).startsWith("JDK");
        assertThat(watch.seen())
                .hasSize(2)
                .allSatisfy(device ->
                        assertThat(Watch.handshake(device).clientSignature()).isEqualTo("ed25519"));
    }

    private static <T> T done(Attempt<T> attempt) {
        assertThat(attempt).isInstanceOf(Attempt.Done.class);
        return ((Attempt.Done<T>) attempt).value();
    }

    @ParameterizedTest
    @CsvSource({"ED25519", "P521"})
    void a_kind_that_the_broker_does_not_verify_is_one_line(String kind) throws Exception {
        Played played = Played.of(folder, "idle", "-c", "2", "--key-type", kind, "--data", data.toString());

        assertThat(played.exitCode()).as(played.words()).isEqualTo(3);
        assertThat(played.err().lines()).hasSize(1).first().asString().contains("load-0", "TLS");
    }
}
