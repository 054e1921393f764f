package io.gatehouse.load.cli;

import io.gatehouse.load.fleet.Attempt;
import io.gatehouse.load.fleet.Problem;
import io.gatehouse.load.message.Payload;
import io.gatehouse.load.script.Script;
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

    /** What is out of bounds of how devices connect; each is told. */
    List<Problem> problems(DeviceOptions devices, int clients) {
        List<Problem> problems = new ArrayList<>();
        between(problems, "--clients", clients, 1, noLimits ? 10_000_000 : MOST_CLIENTS);
        between(problems, "--connect-rate", devices.connectRate, 0, mostRate());
        between(problems, "--keepalive", devices.keepAlive, 0, 65_535);
        between(problems, "--resume", devices.resume, 0, 1);
        between(problems, "--threads", devices.threads, 1, 256);
        longest(problems, "--drain", devices.drain);
        shortest(problems, "--timeout", devices.timeout);
        longest(problems, "--timeout", devices.timeout);
        if (devices.mqtt != 3 && devices.mqtt != 5) {
            problems.add(Problem.input("--mqtt: " + devices.mqtt + " (expected: 3 or 5)", "take one of them"));
        }
        return problems;
    }

    /** The same of what a scenario does. */
    List<Problem> problems(LoadOptions load, int clients) {
        List<Problem> problems = new ArrayList<>();
        between(problems, "--rate", load.rate, 0.001, mostRate());
        between(problems, "--payload", load.payload, Payload.LEAST_BYTES, MOST_PAYLOAD);
        between(problems, "--qos", load.qos, 0, 2);
        between(problems, "--subscribers", load.subscribers, 1, Math.max(1, clients));
        shortest(problems, "--duration", load.duration);
        longest(problems, "--duration", load.duration);
        longest(problems, "--warm-up", load.warmUp);
        template(problems, "--payload-template", load.payload(0));
        template(problems, "--topic", load.topic(""));
        return problems;
    }

    /** The same of what a file asks for. */
    List<Problem> problems(Script script) {
        List<Problem> problems = new ArrayList<>();
        between(problems, "messages a second", script.mostRate(), 0, mostRate());
        longest(problems, "duration of all phases", script.duration());
        return problems;
    }

    double mostRate() {
        return noLimits ? 1e9 : MOST_RATE;
    }

    private static void template(List<Problem> problems, String flag, Attempt<?> read) {
        if (read instanceof Attempt.Failed<?>(Problem problem)) {
            problems.add(new Problem(problem.kind(), flag + ": " + problem.why(), problem.remedy()));
        }
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

    private static void shortest(List<Problem> problems, String flag, Duration value) {
        if (value.isZero()) {
            problems.add(Problem.input(flag + ": 0 (expected: more)", "take a time such as 10s"));
        }
    }

    private void longest(List<Problem> problems, String flag, Duration value) {
        if (!noLimits && value.compareTo(LONGEST) > 0) {
            problems.add(Problem.input(
                    flag + ": " + value.toSeconds() + "s (expected: up to " + LONGEST.toSeconds() + "s)", REMEDY));
        }
    }
}
