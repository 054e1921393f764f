package io.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.CertificateSettings;
import io.gatehouse.config.TlsSettings;
import io.gatehouse.control.aws.NamedDomain;
import io.gatehouse.pki.DevelopmentCa;
import io.gatehouse.tls.CertificateAndKey;
import io.gatehouse.tls.ServerCertificateFiles;
import io.gatehouse.tls.ServerCertificates;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which names the control plane shows: those that the configuration has a certificate for. */
final class NamedDomainsTest {
    @TempDir
    Path folder;

    @Test
    void a_certificate_for_a_name_is_shown_as_the_configuration_calls_it() throws Exception {
        DevelopmentCa standing = DevelopmentCa.openOrCreate(folder.resolve("standing"));
        DevelopmentCa plant = DevelopmentCa.openOrCreate(folder.resolve("plant"), List.of("iot.plant.example"));
        Path pki = folder.resolve("plant/pki");
        ServerCertificates certificates = new ServerCertificateFiles(
                        TlsSettings.DEFAULTS,
                        List.of(new CertificateSettings(
                                "plant", pki.resolve("server.pem"), pki.resolve("server-key.pem"), null)),
                        InstantSource.system())
                .read(new CertificateAndKey(standing.serverChain(), standing.serverKey()));
        Instant now = Instant.now();
        Instant end = certificates.all().getLast().notAfter();
        String name = certificates.all().getLast().names().getFirst();

        assertThat(plant.serverChain()).isNotEmpty();
        assertThat(NamedDomains.of(certificates, now)).containsExactly(new NamedDomain("plant", name, true, end));
        assertThat(NamedDomains.of(certificates, end.plus(Duration.ofSeconds(1))))
                .containsExactly(new NamedDomain("plant", name, false, end));
    }
}
