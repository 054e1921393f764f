package io.gatehouse.load.cli;

import io.gatehouse.load.fleet.Problem;
import io.gatehouse.load.scenario.Load;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** What nobody does by a slip of the finger. */
final class Bounds {
    private static final int MOST_CLIENTS = 50_000;
    private static final double MOST_RATE = 200_000;
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int MOST_PAYLOAD = 1 << 20;
    private static final String REMEDY = "take less, or allow it with --no-limits";

    @Option(
            names = "--no-limits",
            description = "Allow more than 50,000 clients, 200,000 messages or connects a second, one hour.")
    boolean noLimits;

    /** What is out of bounds; each is told. */
    List<Problem> problems(IdentityOptions identities, LoadOptions load) {
        List<Problem> problems = new ArrayList<>();
        between(problems, "--clients", identities.clients, 1, noLimits ? 10_000_000 : MOST_CLIENTS);
        between(problems, "--rate", load.rate, 0.001, noLimits ? 1e9 : MOST_RATE);
        between(problems, "--connect-rate", load.connectRate, 0, noLimits ? 1e9 : MOST_RATE);
        between(problems, "--payload", load.payload, Load.LEAST_PAYLOAD_BYTES, MOST_PAYLOAD);
        between(problems, "--qos", load.qos, 0, 2);
        between(problems, "--subscribers", load.subscribers, 1, Math.max(1, identities.clients));
        between(problems, "--keepalive", load.keepAlive, 0, 65_535);
        between(problems, "--resume", load.resume, 0, 1);
        between(problems, "--threads", load.threads, 1, 256);
        longest(problems, "--duration", load.duration);
        longest(problems, "--warm-up", load.warmUp);
        longest(problems, "--drain", load.drain);
        if (load.mqtt != 3 && load.mqtt != 5) {
            problems.add(Problem.input("--mqtt: " + load.mqtt + " (expected: 3 or 5)", "take one of them"));
        }
        return problems;
    }

    private static void between(List<Problem> problems, String flag, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            problems.add(Problem.input(
                    flag + ": " + plain(value) + " (expected: " + plain(least) + " to " + plain(most) + ")", REMEDY));
        }
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private void longest(List<Problem> problems, String flag, Duration value) {
        if (!noLimits && value.compareTo(LONGEST) > 0) {
            problems.add(Problem.input(
                    flag + ": " + value.toSeconds() + "s (expected: up to " + LONGEST.toSeconds() + "s)", REMEDY));
        }
    }
}
