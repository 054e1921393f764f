package io.gatehouse.cli;

import io.gatehouse.control.AdminAddress;
import io.gatehouse.control.AdminClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        mixinStandardHelpOptions = true,
        description = {
            "Ask the running broker whether it is ready.",
            "Exits with 0 when it is, 1 when it is not, 3 when it does not answer: made for HEALTHCHECK of an image."
        })
final class HealthcheckCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--url", description = "the readiness probe (default: that of the broker on the data folder)")
    @Nullable
    String url;

    HealthcheckCommand(Console console) {
        this.console = console;
    }

    record Health(boolean ready, String probe, int status) {}

    @Override
    public Integer call() {
        HttpRequest probe = probe();
        try (HttpClient http = HttpClient.newBuilder()
                .connectTimeout(console.options().timeout())
                .proxy(HttpClient.Builder.NO_PROXY)
                .build()) {
            HttpResponse<Void> response = http.send(probe, HttpResponse.BodyHandlers.discarding());
            Health health = new Health(response.statusCode() == 200, probe.uri().toString(), response.statusCode());
            console.print(
                    health, h -> h.ready() ? "ready\n" : "not ready: " + h.probe() + " answered " + h.status() + "\n");
            return health.ready() ? ExitCode.OK : ExitCode.FAILED;
        } catch (IOException e) {
            throw notReachable(probe.uri() + " does not answer: " + e, "start the broker: ./gatehouse up");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED;
        }
    }

    private HttpRequest probe() {
        String address = url != null ? url : probeOfDataFolder();
        try {
            return HttpRequest.newBuilder(URI.create(address))
                    .timeout(console.options().timeout())
                    .build();
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(
                    "health is not known",
                    "--url: " + address + " (expected: http://host:port/readyz)",
                    "give the address of a readiness probe");
        }
    }

    private String probeOfDataFolder() {
        try (AdminClient client = console.client()) {
            AdminAddress address = client.address();
            if (address == null || address.health() == null) {
                throw notReachable(
                        "no broker runs on the data folder " + console.options().dataFolder(console.environment()),
                        "start one with ./gatehouse up, or name its folder with --data or its probe with --url");
            }
            return address.health() + "/readyz";
        }
    }

    private static CommandFailure notReachable(String why, String remedy) {
        return new CommandFailure(ExitCode.NOT_REACHABLE, null, "health is not known", why, remedy);
    }
}
