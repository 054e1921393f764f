package io.gatehouse.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.RunningBroker;
import io.gatehouse.harness.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link Flood} that goes on while this is open, and what it says of itself. */
final class HeldSockets implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Process process;
    private final Thread reader;
    private volatile int held;
    private volatile int fewest = Integer.MAX_VALUE;

    private HeldSockets(Process process) {
        this.process = process;
        this.reader = Thread.ofVirtual().start(this::read);
    }

    /** @param addresses that they come from */
    static HeldSockets at(RunningBroker broker, int sockets, int addresses) throws IOException {
        List<String> arguments =
                List.of(Integer.toString(broker.port()), Integer.toString(sockets), Integer.toString(addresses));
        return new HeldSockets(ChildJvm.of(List.of("-Xmx128m", "-XX:+UseSerialGC"), Flood.class, arguments)
                .redirectErrorStream(true)
                .start());
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", -1);
                if (words[0].equals("held")) {
                    held = Integer.parseInt(words[1]);
                    fewest = Math.min(fewest, held);
                } else {
                    System.err.println("flood: " + line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on {@link #fewest} counts. */
    HeldSockets awaitHeld(int sockets) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> held >= sockets);
        fewest = held;
        return this;
    }

    /** The fewest that were open at any of its looks; what is closed is opened again within a tenth of a second. */
    int fewest() {
        return fewest;
    }

    @Override
    public void close() throws IOException {
        try {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }
}
