package io.gatehouse.refusal;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.RevocationSettings;
import io.gatehouse.revocation.OcspServer;
import io.gatehouse.revocation.RevocationWishes;
import io.gatehouse.revocation.TestAuthority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Authorities that revoke: one by its CRL and by its responder, one that has forgotten to renew its CRL. */
final class Issuing {
    private static final BigInteger LISTED = BigInteger.valueOf(4711);
    private static final BigInteger ASKED = BigInteger.valueOf(4712);

    private static final TestAuthority CAREFUL = TestAuthority.named("careful");
    private static final TestAuthority FORGETFUL = TestAuthority.named("forgetful");
    private static @Nullable OcspServer responder;

    private Issuing() {}

    /** A device of which the CRL of its authority says that it is revoked. */
    static TestDevice listed(Scene scene) {
        return CAREFUL.device(scene.name(), LISTED, null);
    }

    /** A device of which the responder of its authority says so, and the CRL does not. */
    static TestDevice asked(Scene scene) {
        return CAREFUL.device(scene.name(), ASKED, null);
    }

    static TestDevice forgotten(Scene scene) {
        return FORGETFUL.device(scene.name());
    }

    static synchronized Configuration known(Configuration from) {
        try {
            Path folder = Files.createDirectories(from.store().dataDirectory().resolve("issuers"));
            Path issuers = Files.writeString(folder.resolve("ca.pem"), CAREFUL.pem() + FORGETFUL.pem());
            Path careful = Files.write(
                    folder.resolve("careful.crl"),
                    CAREFUL.list().listing(List.of(LISTED)).der());
            Instant yesterday = Instant.now().minus(Duration.ofDays(1));
            Path forgetful = Files.write(
                    folder.resolve("forgetful.crl"),
                    FORGETFUL
                            .list()
                            .from(yesterday)
                            .until(yesterday.plusSeconds(60))
                            .der());
            OcspServer asked = responder == null ? OcspServer.of(CAREFUL) : responder;
            responder = asked;
            asked.revoke(ASKED);
            return RunningBroker.withRevocation(
                    from,
                    RevocationWishes.none()
                            .issuers(issuers)
                            .files(careful, forgetful)
                            .hard()
                            .ocsp(RevocationSettings.Ocsp.SOFT, asked.address())
                            .settings());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static synchronized void close() {
        if (responder != null) {
            responder.close();
            responder = null;
        }
    }
}
