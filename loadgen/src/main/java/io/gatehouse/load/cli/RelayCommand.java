package io.gatehouse.load.cli;

import io.gatehouse.cli.ExitCode;
import io.gatehouse.load.fleet.Mint;
import io.gatehouse.load.fleet.Problem;
import io.gatehouse.load.relay.Relay;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** No scenario: something to play one against that is no broker. */
@Command(
        name = "relay",
        description = {
            "The least MQTT server over mutual TLS, on loopback, until Ctrl-C: it passes messages on, and that is all.",
            "What a scenario measures against it is what generator, TLS and kernel take by themselves."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class RelayCommand implements Callable<Integer> {
    private static final int HIGHEST_PORT = 65_535;

    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    CommandSpec spec;

    @Option(
            names = "--authority",
            paramLabel = "FOLDER",
            description =
                    "Folder of the fleet's own authority, made at its first use: the relay's certificate is of it.")
    @Nullable
    Path authority;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "Whose certificates are let in (default: those of --authority).")
    @Nullable
    Path ca;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Where to listen (default: a free one).")
    int port;

    @Override
    public Integer call() {
        CountDownLatch over = new CountDownLatch(1);
        try (Relay relay = relay();
                Interruption stop = new Interruption(over::countDown)) {
            over.await();
            Relay.Counts counts = relay.counts();
            say(counts.admitted() + " clients, " + counts.received() + " messages, passed on " + counts.passedOn()
                    + " times");
            return ExitCode.OK;
        } catch (InterruptedException ended) {
            return ExitCode.OK;
        } catch (Refused refused) {
            refused.lines().forEach(line -> spec.commandLine().getErr().println("gatehouse load: " + line));
            return refused.exitCode();
        }
    }

    private Relay relay() {
        if (authority == null) {
            throw new Refused(Problem.input(
                    "--authority: none (expected: a folder for the fleet's own)",
                    "name one; it is made where it is not there"));
        }
        if (port < 0 || port > HIGHEST_PORT) {
            throw new Refused(Problem.input(
                    "--port: " + port + " (expected: 0 to " + HIGHEST_PORT + ")", "take another, or 0 for a free one"));
        }
        Mint mint = Refused.unless(Mint.ofItsOwn(authority));
        List<X509Certificate> letIn = ca == null ? List.of(mint.root()) : Refused.unless(Authorities.read(ca));
        Relay relay = Refused.unless(Relay.start(port, mint.server(), letIn));
        String address = "--host 127.0.0.1 --port " + relay.address().getPort();
        say("The relay listens on 127.0.0.1:" + relay.address().getPort() + " until Ctrl-C. To load it:");
        say("gatehouse load pairs --foreign " + address + " --ca " + mint.rootPem() + " --authority " + authority);
        return relay;
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
