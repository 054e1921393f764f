package io.gatehouse.security;

import static io.gatehouse.RunningBroker.done;
import static org.awaitility.Awaitility.await;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.TlsSettings;
import io.gatehouse.reason.Reason;
import io.gatehouse.registry.CaStatus;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.revocation.RevocationWishes;
import io.gatehouse.revocation.TestAuthority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A broker with every door, resumption, an authority and its CRL, and a calendar that is moved. One cell after the
 * other.
 */
final class CertificateGround implements AutoCloseable {
    private static final Duration NOTICED = Duration.ofSeconds(10);

    private final TestAuthority authority = TestAuthority.named("factory");
    private final ShiftedClock calendar = new ShiftedClock();
    private final List<TestDevice> revoked = new ArrayList<>();
    private final Path folder;
    private final RunningBroker broker;
    private int crlNumber;

    CertificateGround(TlsSettings.Engine engine) {
        try {
            folder = Files.createTempDirectory("gatehouse-states");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        putCrl();
        broker = RunningBroker.start(Compatibility.EXTENDED, from -> configured(from, engine), calendar);
        done(broker.registry().registerCa(authority.der(), CaStatus.ACTIVE));
        await().atMost(NOTICED)
                .until(() ->
                        broker.metric("gatehouse_crl_this_update_timestamp_seconds{source=\"" + crlFile() + "\"}") > 0);
    }

    private Configuration configured(Configuration from, TlsSettings.Engine engine) {
        return RunningBroker.withRevocation(
                CertificateDoor.listeners(IssuerRevocationIT.resuming(from, engine)),
                RevocationWishes.none().files(crlFile()).settings());
    }

    RunningBroker broker() {
        return broker;
    }

    /** Issued by the authority that is registered; nobody registered the certificate itself. */
    TestDevice issued(String name) {
        return authority.device(name);
    }

    /** Registers it, ACTIVE, with a policy that allows everything. */
    TestDevice known(TestDevice device) {
        return IssuerRevocationIT.known(broker, device);
    }

    void setStatus(TestDevice device, CertificateStatus status) {
        done(broker.registry().setCertificateStatus(device.certificateId(), status));
    }

    void delete(TestDevice device) {
        done(broker.registry().detachPolicy("everything", device.certificateId()));
        done(broker.registry().deleteCertificate(device.certificateId()));
    }

    /** @param by zero puts it right again */
    void moveCalendar(Duration by) {
        calendar.shift(by);
    }

    /** Lists a certificate, and does not wait for what comes of it. */
    void revokeByCrl(TestDevice device) {
        revoked.add(device);
        putCrl();
    }

    /** Lists a certificate, and waits until the broker has acted by it everywhere: it has put out another one. */
    void revokeByCrlAndWait(TestDevice device) throws IOException {
        TestDevice witness = known(authority.device("witness-" + crlNumber));
        try (RawClient live = RawClient.connected(broker, witness)) {
            revoked.add(witness);
            revokeByCrl(device);
            IssuerRevocationIT.isPutOut(live, Reason.CERTIFICATE_REVOKED_BY_CRL, NOTICED);
        }
    }

    private void putCrl() {
        try {
            byte[] crl = authority
                    .list()
                    .numbered(++crlNumber)
                    .revoking(revoked.toArray(TestDevice[]::new))
                    .der();
            Path half = Files.write(folder.resolve("half"), crl);
            Files.move(half, crlFile(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path crlFile() {
        return folder.resolve("factory.crl");
    }

    @Override
    public void close() {
        broker.close();
        try {
            Files.delete(crlFile());
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
