package io.gatehouse.provisioning.fleet;

import io.gatehouse.loop.Clock;
import io.gatehouse.loop.TokenBucket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many requests of one claim are looked at, for each operation. Any thread. Remembers {@link #MOST} claims at once;
 * those that asked for nothing lately are forgotten first, and nothing is lost by it.
 */
final class ClaimPace {
    static final int MOST = 10_000;

    private static final Duration BURST = Duration.ofSeconds(1);

    private final Clock clock;
    private final Map<Asking, TokenBucket> buckets = new ConcurrentHashMap<>();

    private record Asking(String claim, FleetOperation operation) {}

    ClaimPace(Clock clock) {
        this.clock = clock;
    }

    boolean permits(String claim, FleetOperation operation) {
        if (buckets.size() >= MOST) {
            buckets.values().removeIf(TokenBucket::isFull);
            if (buckets.size() >= MOST) {
                return false;
            }
        }
        return buckets.computeIfAbsent(new Asking(claim, operation), _ -> new TokenBucket(clock, BURST))
                .take(operation.perSecondOfOne());
    }
}
