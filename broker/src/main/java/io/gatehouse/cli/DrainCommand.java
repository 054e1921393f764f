package io.gatehouse.cli;

import io.gatehouse.control.AdminAddress;
import io.gatehouse.control.AdminClient;
import io.gatehouse.control.DrainApi;
import io.gatehouse.control.DrainApi.DrainView;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        mixinStandardHelpOptions = true,
        description = {
            "Stop the running broker in order, and wait until it has ended; the same as SIGTERM.",
            "Readiness falls and clients are taken for shutdown.drain longer; listeners close; clients are told, at"
                    + " most shutdown.disconnect-rate a second; sessions are brought to the disk; the process ends.",
            "Made for preStop of a pod, and for a planned restart."
        })
final class DrainCommand implements Callable<Integer> {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    /** For what is beyond the waits that the broker tells of: the disk, the JVM. */
    private static final Duration MARGIN = Duration.ofSeconds(30);

    private final Console console;

    @Option(names = "--no-wait", description = "return as soon as the broker has begun")
    private boolean noWait;

    DrainCommand(Console console) {
        this.console = console;
    }

    /**
     * @param phase in which the broker was when it was last asked
     * @param clients that it had when it began to tell them; 0 where it has not begun
     * @param ended whether its process is gone
     */
    record Drained(DrainApi.Phase phase, int clients, boolean ended) {}

    @Override
    public Integer call() {
        AdminAddress address = address();
        long process = address == null ? 0 : address.process(); // where there is none, the question says so
        DrainView begun = ask(process);
        return noWait ? print(new Drained(begun.phase(), begun.clients(), false)) : watch(process, begun);
    }

    private @Nullable AdminAddress address() {
        try (AdminClient client = console.client()) {
            return client.address();
        }
    }

    private DrainView ask(long process) {
        return console.ask("the broker was not drained", DrainApi.DRAIN, new DrainApi.Drain(process));
    }

    private int watch(long process, DrainView begun) {
        long until = System.nanoTime()
                + Duration.ofSeconds(begun.mostSeconds()).plus(MARGIN).toNanos();
        DrainView last = begun;
        DrainView told = null;
        while (!endsWithin(BETWEEN_LOOKS, process)) {
            if (System.nanoTime() - until > 0) {
                throw CommandFailure.failed(
                        "the broker has not ended",
                        "process " + process + ": " + last.phase().words() + ", for longer than it should take",
                        "read the broker's log; SIGTERM, sent twice, ends it at once");
            }
            last = progress(process, last);
            if (!last.equals(told)) {
                console.note(words(last));
                told = last;
            }
        }
        return print(new Drained(last.phase(), last.clients(), true));
    }

    private static boolean endsWithin(Duration time, long process) {
        ProcessHandle broker = ProcessHandle.of(process).orElse(null);
        if (broker == null) {
            return true;
        }
        try {
            broker.onExit().get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException running) {
            return false;
        } catch (ExecutionException unknown) {
            throw new IllegalStateException(unknown);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Near its end a broker answers nobody any more: then the last answer stands. */
    private DrainView progress(long process, DrainView last) {
        try {
            return ask(process);
        } catch (CommandFailure gone) {
            return last;
        }
    }

    private static String words(DrainView view) {
        return view.clients() == 0
                ? view.phase().words()
                : view.phase().words() + ": " + (view.clients() - view.remaining()) + " of " + view.clients();
    }

    private int print(Drained drained) {
        console.print(
                drained,
                done -> done.ended()
                        ? "the broker has ended\n"
                        : "the broker is stopping: " + done.phase().words() + "\n");
        return ExitCode.OK;
    }
}
