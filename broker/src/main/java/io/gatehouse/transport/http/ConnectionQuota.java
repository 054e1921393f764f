package io.gatehouse.transport.http;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How often may be asked about connections: as AWS IoT Core has it, a hundred times a second, and once a second about
 * each client (its quotas of GetConnection, ListSubscriptions and DeleteConnection). Any thread; one short lock.
 *
 * <p>Counted is what was let through within the last second, so there are never more entries than there may be
 * questions.
 */
final class ConnectionQuota {
    private static final int PER_SECOND = 100;
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** What was asked too often. */
    enum Excess {
        NONE(""),
        OF_CLIENT("requests about one connection: above 1 a second (compatibility: strict)"),
        OF_ALL("requests about connections: above " + PER_SECOND + " a second (compatibility: strict)");

        private final String detail;

        Excess(String detail) {
            this.detail = detail;
        }

        String detail() {
            return detail;
        }
    }

    private final Map<String, Long> lately = new LinkedHashMap<>(); // client id to when; the oldest comes first

    synchronized Excess take(String clientId, long nowNanos) {
        Iterator<Long> oldest = lately.values().iterator();
        while (oldest.hasNext() && nowNanos - oldest.next() >= SECOND_NANOS) {
            oldest.remove();
        }
        if (lately.containsKey(clientId)) {
            return Excess.OF_CLIENT;
        }
        if (lately.size() >= PER_SECOND) {
            return Excess.OF_ALL;
        }
        lately.put(clientId, nowNanos);
        return Excess.NONE;
    }
}
