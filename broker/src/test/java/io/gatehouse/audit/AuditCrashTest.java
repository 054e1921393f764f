package io.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.harness.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
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
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class AuditCrashTest {
    private static final int ROUNDS = Integer.getInteger("gatehouse.crash.rounds", 4);
    private static final int THREADS = 4;

    @TempDir
    private Path folder;

    @Test
    void every_entry_that_was_acknowledged_survives_kill_9_and_the_chain_is_whole() throws Exception {
        Random random = new Random();
        Set<String> acknowledged = new HashSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            acknowledged.addAll(recordUntilKilled(round, 1 + random.nextInt(150)));

            Set<String> found = new HashSet<>();
            assertThat(AuditVerification.of(
                            folder.resolve(Audit.FOLDER),
                            entry -> found.add(entry.call().resource())))
                    .isInstanceOf(AuditVerification.Intact.class);
            assertThat(found).containsAll(acknowledged);
        }
    }

    private List<String> recordUntilKilled(int round, int killAfter) throws Exception {
        Process process = ChildJvm.of(
                        List.of("-Xmx64m"), Recorder.class, List.of(folder.toString(), Integer.toString(round)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines = new ArrayList<>();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            String line = output.readLine();
            while (line != null) {
                lines.add(line);
                if (lines.size() == killAfter) {
                    ChildJvm.kill(process); // what is in the pipe then was acknowledged too
                }
                line = output.readLine();
            }
        }
        ChildJvm.awaitKilled(process);
        return lines.stream()
                .filter(line -> line.endsWith("."))
                .map(line -> line.substring(0, line.length() - 1))
                .toList(); // a torn last line says nothing
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
