package io.gatehouse.cli;

import io.gatehouse.config.Configuration;
import io.gatehouse.config.ConfigurationSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

@Command(
        mixinStandardHelpOptions = true,
        description = {
            "Start a broker and stay until it is stopped.",
            "Without a configuration it makes a development authority and its store in the data folder and listens on"
                    + " loopback, port 8883.",
            "Every key of the configuration is also a flag, --limits.max-packet-bytes=1MiB, and an environment"
                    + " variable, GATEHOUSE_LIMITS_MAX_PACKET_BYTES."
        })
final class UpCommand implements Callable<Integer> {
    private static final String LISTENER = "--listeners.mqtts.";

    private final Console console;
    private final BrokerStarter starter;

    @Option(names = "--config", paramLabel = "FILE", description = "the file (default: GATEHOUSE_CONFIG, or none)")
    private @Nullable Path config;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description = "listen there instead of on loopback; 0.0.0.0 for everywhere (listener mqtts)")
    private @Nullable String bind;

    @Option(names = "--port", description = "listen on this one instead of 8883; 0 for a free one (listener mqtts)")
    private @Nullable Integer port;

    @Option(names = "--clean", description = "start over: delete what an earlier broker left in the data folder")
    private boolean clean;

    @Option(names = "--yes", description = "do not ask before deleting")
    private boolean yes;

    @Unmatched
    private List<String> flags = new ArrayList<>();

    UpCommand(Console console, BrokerStarter starter) {
        this.console = console;
        this.starter = starter;
    }

    @Override
    public Integer call() throws InterruptedException {
        long began = System.nanoTime();
        Configuration configuration = Settings.load(console, config, allFlags()).configuration();
        Path data = console.environment().resolve(configuration.store().dataDirectory());
        try (DataFolder folder = DataFolder.take(data)) {
            if (clean && !startOver(folder)) {
                return ExitCode.FAILED;
            }
            BrokerStarter.Running broker =
                    start(configuration, ConfigurationSource.of(Settings.sources(console, config, allFlags())));
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            console.announce(
                    broker.view(),
                    view -> new Banner(view, took, console.environment().folder()).text());
            return broker.awaitStopped();
        }
    }

    private List<String> allFlags() {
        List<String> all = new ArrayList<>(flags);
        if (bind != null) {
            all.add(LISTENER + "host=" + bind);
        }
        if (port != null) {
            all.add(LISTENER + "port=" + port);
        }
        return all;
    }

    private BrokerStarter.Running start(Configuration configuration, ConfigurationSource source) {
        try {
            return starter.start(configuration, source);
        } catch (BrokerStarter.StartFailure e) {
            throw CommandFailure.failed("the broker did not start", e.why(), e.remedy());
        }
    }

    /** Asks, then deletes; false when the answer is no. */
    private boolean startOver(DataFolder folder) {
        List<Path> ours = folder.ours();
        if (ours.isEmpty()) {
            return true;
        }
        console.note("This will be deleted, with every thing, certificate and policy in it:");
        ours.forEach(path -> console.note("  " + path));
        if (!yes && !confirmed()) {
            console.note("Nothing was deleted.");
            return false;
        }
        folder.clean();
        return true;
    }

    private boolean confirmed() {
        if (!console.environment().terminal()) {
            throw CommandFailure.usage(
                    "nothing was deleted", "--clean has to ask, and nobody is there to answer", "add --yes");
        }
        console.environment().err().print("Delete? [y/N] ");
        console.environment().err().flush();
        try {
            // Not closed: standard input belongs to the process.
            var in = new BufferedReader(
                    new InputStreamReader(console.environment().in(), StandardCharsets.UTF_8));
            String answer = in.readLine();
            return answer != null && List.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
        } catch (IOException e) {
            return false;
        }
    }
}
