package io.gatehouse.load.cli;

import io.gatehouse.cli.ExitCode;
import io.gatehouse.load.Run;
import io.gatehouse.load.Search;
import io.gatehouse.load.Search.Outcome;
import io.gatehouse.load.device.FleetOptions;
import io.gatehouse.load.fleet.Problem;
import io.gatehouse.load.measure.Assertion;
import io.gatehouse.load.measure.Count;
import io.gatehouse.load.measure.Timeline;
import io.gatehouse.load.measure.Verdict;
import io.gatehouse.load.measure.Words;
import io.gatehouse.load.report.RunReport;
import io.gatehouse.load.scenario.Connecting;
import io.gatehouse.load.scenario.FanIn;
import io.gatehouse.load.scenario.FanOut;
import io.gatehouse.load.scenario.Load;
import io.gatehouse.load.scenario.Pairs;
import io.gatehouse.load.scenario.Scenario;
import io.gatehouse.load.scenario.Shared;
import io.gatehouse.load.scenario.Terms;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The highest rate at which a scenario holds what it is asked to. */
@Command(
        name = "max",
        description = {
            "The highest rate at which a scenario holds every --assert, and loses and holds back nothing. --rate, or"
                    + " --connect-rate with connect, is the first that is tried; it is doubled until it does not hold,"
                    + " and then the middle is tried. A rate is given up when it did not hold twice. Without a limit of"
                    + " a latency it is p99<1s.",
            "The report is that of the highest rate that held."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class MaxCommand extends FleetCommand {
    private static final String USUAL_LIMIT = "p99<1s";
    private static final double USUAL_CONNECT_RATE = 100;
    private static final double LEAST = 1;

    /** Of which there may be none, whatever is asserted. */
    private static final List<Count> NOTHING_OF =
            List.of(Count.HELD_BACK, Count.ENDED, Count.LOST, Count.DUPLICATED, Count.REORDERED);

    /** What can be played at a rate. */
    enum Rated {
        CONNECT,
        PAIRS,
        FAN_IN,
        FAN_OUT,
        SHARED;

        /** As it is written on the command line. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        Scenario scenario(Load load) {
            return switch (this) {
                case CONNECT -> new Connecting(load);
                case PAIRS -> new Pairs(load);
                case FAN_IN -> new FanIn(load);
                case FAN_OUT -> new FanOut(load);
                case SHARED -> new Shared(load);
            };
        }
    }

    @Parameters(paramLabel = "SCENARIO", description = "connect, pairs, fan-in, fan-out or shared.")
    @SuppressWarnings("NullAway.Init") // by picocli
    Rated scenario;

    @Option(
            names = "--precision",
            paramLabel = "PART",
            defaultValue = "0.05",
            description = "Of the rate, within which the answer is (${DEFAULT-VALUE}).")
    double precision = 0.05;

    @Mixin
    final LoadOptions load = new LoadOptions();

    @Override
    int clients() {
        return load.clients;
    }

    @Override
    int leastDevices() {
        return switch (scenario) {
            case CONNECT -> 1;
            case PAIRS, FAN_OUT -> Pairs.LEAST_DEVICES;
            case FAN_IN, SHARED -> load.subscribers + 1;
        };
    }

    @Override
    List<Problem> problems() {
        List<Problem> problems =
                new ArrayList<>(bounds.problems(load, identities.areBrought() ? Integer.MAX_VALUE : clients()));
        if (!(precision >= 0.005 && precision <= 1)) {
            problems.add(Problem.input("--precision: " + precision + " (expected: 0.005 to 1)", "take another"));
        }
        return problems;
    }

    @Override
    int play(
            Cast cast, FleetOptions options, List<Assertion.Limit> limits, Audience audience, Interruption interruption)
            throws InterruptedException, IOException {
        Trials trials = new Trials(cast, options, withUsual(limits), audience);
        interruption.stops(trials::stop);
        double highest = new Search(first(), LEAST, bounds.mostRate(), precision).highest(trials::at);
        int code = audience.tell(trials.ofHighest(highest));
        return highest == 0 ? ExitCode.FAILED : code;
    }

    private double first() {
        if (scenario == Rated.CONNECT) {
            return devices.connectRate > 0 ? devices.connectRate : USUAL_CONNECT_RATE;
        }
        return load.rate;
    }

    /** A rate that nobody can wait for is none. */
    private static List<Assertion.Limit> withUsual(List<Assertion.Limit> limits) {
        if (limits.stream().anyMatch(Assertion.Limit::isOfLatency)) {
            return limits;
        }
        List<Assertion.Limit> all = new ArrayList<>(limits);
        all.add((Assertion.Limit) Assertion.of(USUAL_LIMIT));
        return all;
    }

    /** What was tried so far. One thread, but for {@link #stop}. */
    private final class Trials {
        private final Cast cast;
        private final FleetOptions options;
        private final List<Assertion.Limit> limits;
        private final Audience audience;
        private final Map<String, String> findings = new LinkedHashMap<>();
        private @Nullable RunReport last;
        private @Nullable RunReport best;
        private volatile boolean stopped;
        private volatile @Nullable Run current;

        Trials(Cast cast, FleetOptions options, List<Assertion.Limit> limits, Audience audience) {
            this.cast = cast;
            this.options = options;
            this.limits = limits;
            this.audience = audience;
        }

        /** Any thread. */
        void stop() {
            stopped = true;
            Run run = current;
            if (run != null) {
                run.stop();
            }
        }

        Outcome at(double rate) throws InterruptedException, SSLException {
            if (stopped && last != null) { // of something there has to be a report
                return Outcome.STOPPED;
            }
            audience.say("trying " + Words.rate(rate));
            RunReport report = played(rate);
            last = report;
            if (stopped) {
                return Outcome.STOPPED;
            }
            String broken = broken(report);
            String found = "tried " + Words.rate(rate);
            findings.remove(found); // what it was the second time stands behind the first
            findings.put(found, broken == null ? "held" : broken);
            audience.say(findings.get(found));
            if (broken == null) {
                best = report;
            }
            return broken == null ? Outcome.HELD : Outcome.BROKEN;
        }

        private RunReport played(double rate) throws InterruptedException, SSLException {
            boolean connects = scenario == Rated.CONNECT;
            Terms terms = connects ? devices.terms(USUAL_CONNECT_RATE).atConnectRate(rate) : devices.terms(0);
            Load asked = load.load(cast.topics() + "%c", devices.seed);
            Load tried = connects ? asked : asked.atRate(rate);
            Instant begun = Instant.now();
            Run run = new Run(terms, audience::look);
            current = run;
            if (!stopped) { // since, or else it is stopped by who stops
                run.play(scenario.scenario(tried), options, cast.identities());
            }
            return report(
                    spec.name() + " " + scenario, begun, Setting.of(MaxCommand.this, cast, terms, tried), run, limits);
        }

        /** @return why it did not hold, in words; {@code null} where it did */
        private @Nullable String broken(RunReport report) {
            List<String> reasons = new ArrayList<>();
            for (Verdict verdict : report.verdicts()) {
                if (!verdict.held()) {
                    reasons.add("not " + verdict.assertion() + ": " + verdict.measured());
                }
            }
            Timeline timeline = report.timeline();
            for (Count count : NOTHING_OF) {
                if (timeline.count(count) > 0) {
                    reasons.add(Words.whole(timeline.count(count)) + " " + count.title());
                }
            }
            if (timeline.failed() > 0) {
                reasons.add(Words.whole(timeline.failed()) + " failures");
            }
            if (!reasons.isEmpty() && !report.ownLimit().isEmpty()) {
                reasons.add("the generator itself was at its limit");
            }
            return reasons.isEmpty() ? null : String.join("; ", reasons);
        }

        /** Of the highest rate that held, with all that were tried; of the last one, where none did. */
        RunReport ofHighest(double highest) {
            Map<String, String> found = new LinkedHashMap<>();
            found.put(
                    "highest rate that held",
                    highest == 0 ? "none" : Words.rate(highest) + (stopped ? ", when it was ended" : ""));
            found.putAll(findings);
            return Objects.requireNonNull(best == null ? last : best).with(found);
        }
    }
}
