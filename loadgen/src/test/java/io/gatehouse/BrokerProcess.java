package io.gatehouse;

import static org.awaitility.Awaitility.await;

import io.gatehouse.control.AdminClient;
import io.gatehouse.control.Answer;
import io.gatehouse.control.ConnectionApi;
import io.gatehouse.control.Page;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code gatehouse up} as users start it, in a process of its own that can be killed. */
public final class BrokerProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern LISTENER = Pattern.compile("\\s*listeners\\s.*:(\\d+)\\b.*");

    private final Path data;
    private final ChildJvm process;
    private final int port;

    private BrokerProcess(Path data, ChildJvm process, int port) {
        this.data = data;
        this.process = process;
        this.port = port;
    }

    /**
     * Returns when it accepts connections.
     *
     * @param port 0 for any that is free
     */
    public static BrokerProcess start(Path data, int port) throws IOException {
        ChildJvm process = ChildJvm.start(
                "io.gatehouse.Gatehouse",
                List.of(
                        "up",
                        "--port",
                        Integer.toString(port),
                        "--admin.port=0",
                        "--observability.port=0",
                        "--control.enabled=false",
                        "--store.data-directory=" + data));
        await().alias("the broker is ready: " + process.output())
                .atMost(PATIENCE)
                .until(() -> ports(process).findFirst().isPresent());
        return new BrokerProcess(data, process, ports(process).findFirst().orElseThrow());
    }

    private static Stream<Integer> ports(ChildJvm process) {
        return process.output().stream()
                .map(LISTENER::matcher)
                .filter(Matcher::matches)
                .map(listener -> Integer.valueOf(listener.group(1)));
    }

    public int port() {
        return port;
    }

    /** How many devices are connected, 250 at most. */
    public int connections() {
        try (AdminClient client = new AdminClient(data, PATIENCE)) {
            return client.call(ConnectionApi.LIST, new Page(null, null, Page.MOST))
                            instanceof Answer.Done<ConnectionApi.Listing>(ConnectionApi.Listing listing)
                    ? listing.connections().size()
                    : 0;
        }
    }

    /** As {@code kill -9} does. */
    public void kill() throws InterruptedException {
        process.kill();
    }

    @Override
    public void close() throws InterruptedException {
        process.close();
    }
}
