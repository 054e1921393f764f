package io.gatehouse.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The real broker, killed with SIGKILL again and again over the same data while clients publish, come and go: whatever
 * it acknowledged is kept, see {@link HistoryChecker}. (The page cache outlives the process, so {@code fsync: 10ms}
 * promises the same here; that {@code always} waits for its fsync is what RocksStoreTest counts.)
 *
 * <p>1,000 rounds: {@code mvn -Pcrash-soak -pl broker test -Dtest=BrokerCrashTest
 * -Dsurefire.failIfNoSpecifiedTests=false}. {@code -Dgatehouse.crash.rounds=…} for another number,
 * {@code -Dgatehouse.crash.seed=…} to live a life again that failed.
 */
@Timeout(value = 3, unit = TimeUnit.HOURS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class BrokerCrashTest {
    private static final int ROUNDS = Integer.getInteger("gatehouse.crash.rounds", 10);
    private static final int ROUNDS_OF_A_LIFE = 10;

    private static final Logger log = LoggerFactory.getLogger(BrokerCrashTest.class);

    @TempDir
    private Path folder;

    @Test
    void nothing_acknowledged_is_lost_by_kill_9_and_what_is_promised_once_comes_once() throws Exception {
        long seed = Long.getLong("gatehouse.crash.seed", new Random().nextLong(1_000_000_000));
        Map<String, Long> happened = new TreeMap<>();
        for (int done = 0, life = 0; done < ROUNDS; done += ROUNDS_OF_A_LIFE, life++) {
            Life next = new Life(folder.resolve("life-" + life), seed + life);
            next.live(Math.min(ROUNDS_OF_A_LIFE, ROUNDS - done));
            assertThat(next.events()).hasSizeGreaterThan(1_000);
            next.events().forEach(event -> happened.merge(event.getClass().getSimpleName(), 1L, Long::sum));
        }
        log.atInfo()
                .addKeyValue("rounds", ROUNDS)
                .addKeyValue("seed", seed)
                .addKeyValue("events", happened)
                .log("nothing lost, nothing twice");
    }
}
