package io.gatehouse.metrics;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Registered device certificates, by status and by how long they are still good. Filled by one thread, then read. */
public final class DeviceCertificateCount {
    private record Kind(String status, Left left) {}

    private final Map<Kind, Long> counts = new HashMap<>();

    /** How long a certificate is still good; the label is the shortest bucket it belongs to. */
    public enum Left {
        EXPIRED("expired", Duration.ZERO),
        DAY("1d", Duration.ofDays(1)),
        WEEK("7d", Duration.ofDays(7)),
        MONTH("30d", Duration.ofDays(30)),
        MORE("more", Duration.ofSeconds(Long.MAX_VALUE));

        private final String label;
        private final Duration atMost;

        Left(String label, Duration atMost) {
            this.label = label;
            this.atMost = atMost;
        }

        String label() {
            return label;
        }

        public static Left of(Duration left) {
            for (Left each : values()) {
                if (left.compareTo(each.atMost) <= 0) {
                    return each;
                }
            }
            return MORE;
        }
    }

    public void add(String status, Left left) {
        counts.merge(new Kind(status, left), 1L, Long::sum);
    }

    public long of(String status, Left left) {
        return counts.getOrDefault(new Kind(status, left), 0L);
    }
}
