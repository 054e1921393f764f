package io.gatehouse;

import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.loop.Clock;
import io.gatehouse.tls.ServerCertificate;
import io.gatehouse.tls.ServerCertificates;
import io.gatehouse.tls.ServerTls;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Says in the log, once a day and whenever others are shown, which of the server's certificates end soon. On the
 * housekeeping thread. Whoever wants an alert has {@code gatehouse_certificate_not_after_timestamp_seconds}.
 */
final class CertificateExpiry {
    private static final Log log = Log.of(CertificateExpiry.class);
    private static final Duration BETWEEN = Duration.ofDays(1);

    private final ServerTls tls;
    private final Duration soon;
    private final Clock clock;
    private @Nullable ServerCertificates told;
    private long toldAtMillis;

    /** @param soon from how long before the end on */
    CertificateExpiry(ServerTls tls, Duration soon, Clock clock) {
        this.tls = tls;
        this.soon = soon;
        this.clock = clock;
    }

    void look() {
        long now = clock.wallMillis();
        ServerCertificates shown = tls.certificates();
        if (shown == told && now - toldAtMillis < BETWEEN.toMillis()) {
            return;
        }
        told = shown;
        toldAtMillis = now;
        for (ServerCertificate certificate : shown.all()) {
            tell(certificate, Duration.between(Instant.ofEpochMilli(now), certificate.notAfter()));
        }
    }

    private void tell(ServerCertificate certificate, Duration left) {
        if (left.isNegative()) {
            log.at(Event.SERVER_CERTIFICATE_EXPIRED)
                    .addKeyValue("certificate", certificate)
                    .addKeyValue("notAfter", certificate.notAfter())
                    .log(
                            "the server's certificate {} ended at {}: clients that verify it do not connect; renew it",
                            certificate,
                            certificate.notAfter());
        } else if (left.compareTo(soon) < 0) {
            log.at(Event.SERVER_CERTIFICATE_EXPIRING)
                    .addKeyValue("certificate", certificate)
                    .addKeyValue("notAfter", certificate.notAfter())
                    .log(
                            "the server's certificate {} ends in {} days, at {}: renew it; the broker takes a new file"
                                    + " without a restart",
                            certificate,
                            left.toDays(),
                            certificate.notAfter());
        }
    }
}
