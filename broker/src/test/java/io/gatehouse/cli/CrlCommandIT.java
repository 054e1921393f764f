package io.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Compatibility;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.revocation.RevocationWishes;
import io.gatehouse.revocation.TestAuthority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees of CRLs. */
final class CrlCommandIT {
    @TempDir
    private Path folder;

    @Test
    void crls_are_shown_and_reloaded_and_a_certificate_says_what_its_issuer_says_of_it() throws Exception {
        TestAuthority authority = TestAuthority.named("factory");
        TestDevice device = authority.device("lamp");
        Path issuers = Files.writeString(folder.resolve("ca.pem"), authority.pem());
        Path crl = Files.write(
                folder.resolve("factory.crl"), authority.list().numbered(7).der());
        RevocationWishes wishes = RevocationWishes.none().issuers(issuers).files(crl, folder.resolve("none.crl"));
        try (RunningBroker broker = RunningBroker.start(
                Compatibility.EXTENDED, from -> RunningBroker.withRevocation(from, wishes.settings()))) {
            RunningBroker.done(
                    broker.registry().registerCertificate(device.issued().leaf(), CertificateStatus.ACTIVE));

            assertThat(run(broker, "crl", "ls").out())
                    .contains("1 CRL, 1 source FAILED (soft)", "O=test,CN=factory", crl.toString(), "no such file");
            assertThat(run(broker, "cert", "inspect", device.certificateId()).out())
                    .contains("not listed: CRL of O=test,CN=factory", "number 7");

            Files.write(crl, authority.list().numbered(8).revoking(device).der());
            CommandRun reloaded = run(broker, "crl", "reload");

            assertThat(reloaded.exitCode()).isEqualTo(ExitCode.FAILED); // the other source
            assertThat(reloaded.out()).contains("FAILED", crl.toString());
            assertThat(run(broker, "cert", "inspect", device.certificateId()).out())
                    .contains("CERTIFICATE_REVOKED_BY_CRL: CRL of O=test,CN=factory", "number 8");
        }
    }

    private CommandRun run(RunningBroker broker, String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--data";
        all[arguments.length + 1] = broker.folder().toString();
        return CommandRun.in(folder, all);
    }
}
