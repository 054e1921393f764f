package io.gatehouse;

import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.loop.Clock;
import io.gatehouse.metrics.DeviceCertificateCount;
import io.gatehouse.metrics.DeviceCertificateCount.Left;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.Registry;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Says in the log, once a day, how many active device certificates end soon; which they are {@code gatehouse cert ls
 * --expires-within} lists. On the housekeeping thread, which walks over all of them. Whoever wants an alert has {@code
 * gatehouse_device_certificates}.
 */
final class DeviceCertificateExpiry {
    private static final Log log = Log.of(DeviceCertificateExpiry.class);
    private static final Duration BETWEEN = Duration.ofDays(1);

    private final Registry registry;
    private final Clock clock;
    private @Nullable Long lookedAtMillis;

    DeviceCertificateExpiry(Registry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
    }

    void look() {
        long now = clock.wallMillis();
        Long last = lookedAtMillis;
        if (last != null && now - last < BETWEEN.toMillis()) {
            return;
        }
        lookedAtMillis = now;
        DeviceCertificateCount count = DeviceCertificates.count(registry, Instant.ofEpochMilli(now));
        long day = active(count, Left.DAY);
        long week = day + active(count, Left.WEEK);
        long month = week + active(count, Left.MONTH);
        if (month > 0) { // those that have ended may be of devices that are gone for good, and are no news every day
            log.at(Event.DEVICE_CERTIFICATES_EXPIRING)
                    .addKeyValue("within1d", day)
                    .addKeyValue("within7d", week)
                    .addKeyValue("within30d", month)
                    .log(
                            "{} active device certificates end within 30 days, {} of them within 7, {} within one:"
                                    + " gatehouse cert ls --expires-within 30d names them",
                            month,
                            week,
                            day);
        }
    }

    private static long active(DeviceCertificateCount count, Left left) {
        return count.of(CertificateStatus.ACTIVE.name(), left);
    }
}
