package io.gatehouse;

import io.gatehouse.metrics.DeviceCertificateCount;
import io.gatehouse.metrics.DeviceCertificateCount.Left;
import io.gatehouse.registry.Certificate;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.Registry;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Counts the registered certificates by their status and by how long they are still good. Any thread but loops. */
final class DeviceCertificates {
    private static final int PAGE = 1000;

    private DeviceCertificates() {}

    static List<String> statuses() {
        return Arrays.stream(CertificateStatus.values())
                .map(CertificateStatus::name)
                .toList();
    }

    /** Walks over all of them, in memory and without a lock: what changes meanwhile is counted as it was or is. */
    static DeviceCertificateCount count(Registry registry, Instant now) {
        DeviceCertificateCount count = new DeviceCertificateCount();
        List<Certificate> page = registry.certificates("", null, PAGE);
        while (!page.isEmpty()) {
            for (Certificate each : page) {
                count.add(each.status().name(), Left.of(Duration.between(now, each.notAfter())));
            }
            page = registry.certificates("", page.getLast().id(), PAGE);
        }
        return count;
    }
}
