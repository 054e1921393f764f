package io.gatehouse.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether the clock of this machine can be right, and who keeps it: the validity of certificates is judged by it.
 * Three programs are known, by their processes and by what they leave in {@code /run}; whether the clock follows them
 * is the kernel's word, which {@code timedatectl} brings.
 */
final class ClockExam {
    private static final int PATIENCE_SECONDS = 2;
    private static final int MOST_BYTES = 64;
    private static final String SYNCHRONIZED = "run/systemd/timesync/synchronized";
    private static final String LOOK = "look with: timedatectl, or chronyc tracking";

    /** Programs by the name of their process, of which Linux keeps 15 characters. */
    private static final Map<String, String> PROCESSES =
            Map.of("chronyd", "chronyd", "ntpd", "ntpd", "systemd-timesyn", "systemd-timesyncd");

    private static final List<RunFile> RUN_FILES = List.of(
            new RunFile("run/chrony/chronyd.pid", "chronyd"),
            new RunFile("run/chronyd.pid", "chronyd"),
            new RunFile("run/ntpd.pid", "ntpd"),
            new RunFile("var/run/ntpd.pid", "ntpd"));

    private record RunFile(String path, String program) {}

    private final Path root;
    private final Supplier<@Nullable String> kernelsWord;
    private final InstantSource clock;
    private final @Nullable Instant built;

    /**
     * @param root {@code /}
     * @param kernelsWord {@code yes}, {@code no}, or {@code null} where it cannot be asked
     * @param built when this program was; {@code null} where it is not known
     */
    ClockExam(Path root, Supplier<@Nullable String> kernelsWord, InstantSource clock, @Nullable Instant built) {
        this.root = root;
        this.kernelsWord = kernelsWord;
        this.clock = clock;
        this.built = built;
    }

    static ClockExam ofThisMachine() {
        return new ClockExam(Path.of("/"), ClockExam::timedatectl, InstantSource.system(), Version.builtAt());
    }

    void examine(Findings findings) {
        Instant now = clock.instant();
        if (built != null && now.isBefore(built)) {
            findings.problem(
                    "it shows " + now.truncatedTo(ChronoUnit.SECONDS) + ", and this Gatehouse is of " + built,
                    "by such a clock certificates are not valid yet, and their devices are refused"
                            + " (CERTIFICATE_NOT_YET_VALID)",
                    "set it, and let it be kept: timedatectl set-ntp true");
        }
        if (Files.exists(root.resolve(SYNCHRONIZED))) {
            findings.ok("systemd-timesyncd has set it by the network");
            return;
        }
        String word = kernelsWord.get();
        String program = program();
        if ("yes".equals(word)) {
            findings.ok("it is kept by the network" + (program == null ? "" : ", by " + program));
        } else if ("no".equals(word)) {
            findings.warning(
                    program == null ? "nobody keeps it" : program + " runs, and the clock does not follow it",
                    "timedatectl says NTPSynchronized=no, and the validity of certificates is judged by it",
                    program == null
                            ? "let it be kept: timedatectl set-ntp true, or install chrony"
                            : "see whom it asks and who answers: chronyc sources, ntpq -p or timedatectl"
                                    + " timesync-status");
        } else if (program != null) {
            findings.ok(program + " runs; whether the clock follows it cannot be seen here");
        } else {
            findings.note(
                    "whether it is set by the network cannot be seen here",
                    "validity of certificates is judged by it; a container has the clock of its host",
                    LOOK + ", there");
        }
    }

    private @Nullable String program() {
        String running = running();
        if (running != null) {
            return running;
        }
        for (RunFile file : RUN_FILES) { // where processes of others are hidden
            String process = text(root.resolve(file.path()));
            if (process != null && Files.exists(root.resolve("proc").resolve(process))) {
                return file.program();
            }
        }
        return null;
    }

    private @Nullable String running() {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(root.resolve("proc"), "[0-9]*")) {
            for (Path process : processes) {
                String name = text(process.resolve("comm"));
                String program = name == null ? null : PROCESSES.get(name);
                if (program != null) {
                    return program;
                }
            }
        } catch (IOException e) {
            return null; // no such folder: not Linux
        }
        return null;
    }

    private static @Nullable String text(Path file) {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return null; // not there, ended meanwhile, or not for us
        }
    }

    private static @Nullable String timedatectl() {
        Process process;
        try {
            process = new ProcessBuilder("timedatectl", "show", "-p", "NTPSynchronized", "--value")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return null; // there is none
        }
        try {
            process.getOutputStream().close();
            // The answer is a word, which fits into the pipe: it need not be read before the process has ended.
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return null;
            }
            return new String(process.getInputStream().readNBytes(MOST_BYTES), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } finally {
            process.destroyForcibly();
        }
    }
}
