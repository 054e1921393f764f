package io.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.harness.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real process whose threads record and say so, killed with SIGKILL at a random moment, again and again over the same
 * log: what it said it had recorded is there, and the chain is whole.
 *
 * <p>{@code -Dgatehouse.crash.rounds=500} for a long run, {@code -Dgatehouse.crash.seed=…} to repeat one.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class AuditCrashTest {
    private static final int ROUNDS = Integer.getInteger("gatehouse.crash.rounds", 4);
    private static final int MOST_ACKNOWLEDGED = 150;
    private static final int THREADS = 4;

    @TempDir
    private Path folder;

    @Test
    void every_entry_that_was_acknowledged_survives_kill_9_and_the_chain_is_whole() throws Exception {
        long seed = Long.getLong("gatehouse.crash.seed", new Random().nextLong());
        Random random = new Random(seed);
        Set<String> acknowledged = new HashSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            List<String> thisRound = recordUntilKilled(round, 1 + random.nextInt(MOST_ACKNOWLEDGED));
            assertThat(thisRound).as("seed %d round %d", seed, round).isNotEmpty();
            acknowledged.addAll(thisRound);

            Set<String> found = new HashSet<>();
            assertThat(AuditVerification.of(
                            folder.resolve(Audit.FOLDER),
                            entry -> found.add(entry.call().resource())))
                    .as("seed %d round %d", seed, round)
                    .isInstanceOf(AuditVerification.Intact.class);
            assertThat(found).as("seed %d round %d", seed, round).containsAll(acknowledged);
        }
    }

    private List<String> recordUntilKilled(int round, int killAfter) throws Exception {
        List<String> arguments = List.of(folder.toString(), Integer.toString(round));
        return ChildJvm.linesUntilKilled(ChildJvm.of(List.of("-Xmx64m"), Recorder.class, arguments), killAfter);
    }

    /** Records without end, and says what is recorded. */
    static final class Recorder {
        private Recorder() {}

        public static void main(String[] arguments) throws IOException {
            Audit audit = Audit.open(Path.of(arguments[0]), InstantSource.system(), 5000);
            try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
                for (int thread = 0; thread < THREADS; thread++) {
                    String prefix = arguments[1] + "-" + thread + "-";
                    threads.execute(() -> recordOn(audit, prefix));
                }
            }
        }

        private static void recordOn(Audit audit, String prefix) {
            for (long n = 0; audit.problem() == null; n++) {
                String resource = prefix + n;
                AuditCall call = new AuditCall("ada", "192.0.2.7", "UpdateThing", resource, null, null, "ok");
                if (audit.record(call) instanceof Recording.Recorded) {
                    System.out.println(resource + ".");
                }
            }
        }
    }
}
