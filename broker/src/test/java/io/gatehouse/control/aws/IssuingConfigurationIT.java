package io.gatehouse.control.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.IssuingSettings;
import io.gatehouse.security.Certificates;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.iot.IotClient;
import software.amazon.awssdk.services.iot.model.CreateKeysAndCertificateResponse;
import software.amazon.awssdk.services.iot.model.ThrottlingException;

/** A broker that issues by an authority of its operator's, at his rates. */
final class IssuingConfigurationIT {
    private static final String PASSWORD = "correct horse";

    @TempDir
    private Path folder;

    private Path secret(String name) throws Exception {
        return Files.createFile(
                folder.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private IssuingSettings issuing(TestDevice works, String password, int keysPerSecond) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("works", works.issued().key(), PASSWORD.toCharArray(), new Certificate[] {
            works.issued().leaf()
        });
        Path file = secret("works.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
        Path passwordFile = Files.writeString(secret("works.password"), password + "\n");
        return new IssuingSettings(file, passwordFile, null, null, "works", keysPerSecond, 1, 100);
    }

    private static RunningBroker start(IssuingSettings issuing) {
        return RunningBroker.start(
                Compatibility.EXTENDED, from -> RunningBroker.withIssuing(RunningBroker.withControl(from), issuing));
    }

    @Test
    void the_operators_own_authority_signs_at_the_rate_he_wants() throws Exception {
        TestDevice works = Certificates.authority("Works CA");
        try (RunningBroker broker = start(issuing(works, PASSWORD, 1));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                IotClient iot = new OperatorClients(broker, folder)
                        .operator("ada", "operator")
                        .control()) {
            CreateKeysAndCertificateResponse made = iot.createKeysAndCertificate(ask -> ask.setAsActive(true));

            X509Certificate leaf = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                            new ByteArrayInputStream(made.certificatePem().getBytes(StandardCharsets.US_ASCII)));
            leaf.verify(works.issued().leaf().getPublicKey());
            assertThat(broker.registry().certificate(made.certificateId())).isNotNull();
            assertThat(broker.metric("gatehouse_certificate_not_after_timestamp_seconds{role=\"ca\"}"))
                    .isEqualTo(works.issued().leaf().getNotAfter().toInstant().getEpochSecond());

            // On a fast machine more than one in the second, on a slow one more than one at once.
            List<CompletableFuture<CreateKeysAndCertificateResponse>> storm = Stream.generate(
                            () -> CompletableFuture.supplyAsync(() -> iot.createKeysAndCertificate(ask -> {}), threads))
                    .limit(8)
                    .toList();
            assertThat(storm)
                    .anySatisfy(asked -> assertThat(asked)
                            .failsWithin(Duration.ofMinutes(1))
                            .withThrowableThat()
                            .withCauseInstanceOf(ThrottlingException.class)
                            .withMessageContaining("keys: "));
        }
    }

    @Test
    void a_broker_does_not_start_with_an_authority_it_cannot_open() throws Exception {
        IssuingSettings wrong = issuing(Certificates.authority("Works CA"), "hunter2", 10);

        assertThatThrownBy(() -> start(wrong))
                .cause()
                .hasMessageContaining("works.p12 cannot be read")
                .hasMessageContaining("the password it was written with")
                .hasMessageNotContaining("hunter2");
    }
}
