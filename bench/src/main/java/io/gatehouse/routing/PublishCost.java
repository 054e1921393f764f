package io.gatehouse.routing;

import io.gatehouse.loop.Clock;
import io.gatehouse.mqtt.TopicFilter;
import io.gatehouse.trace.Subject;
import io.gatehouse.trace.Traces;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What something costs of a message: {@link PublishBenchmark} without and with it, in many short turns in alternation,
 * since the machine differs from second to second by more than that. Both in one process, on the same code; counted is
 * the processor time of the loop's thread, so that neighbours and the caller's waiting are left out.
 *
 * <pre>PublishCost [turns] [milliseconds of a turn] [policy | no-trace | another-trace]</pre>
 *
 * {@code policy}: the policies of publisher and receiver. {@code no-trace}: traces on demand, of which none runs, as in
 * every broker. {@code another-trace}: as many traces as may run, each of a topic that is not this one.
 */
final class PublishCost {
    private static final int WARM_UP_TURNS = 50;

    private final PublishBenchmark without;
    private final PublishBenchmark with;
    private final long turnNanos;

    private PublishCost(PublishBenchmark without, PublishBenchmark with, long turnNanos) {
        this.without = without;
        this.with = with;
        this.turnNanos = turnNanos;
    }

    /** Nanoseconds for one message. */
    private record Turn(double without, double with) {
        double difference() {
            return with - without;
        }
    }

    public static void main(String[] arguments) throws Exception {
        int turns = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 300;
        long milliseconds = arguments.length > 1 ? Long.parseLong(arguments[1]) : 100;
        String what = arguments.length > 2 ? arguments[2] : "policy";
        PublishBenchmark without = prepared(false, List.of());
        PublishBenchmark with = switch (what) {
            case "policy" -> prepared(true, List.of());
            case "no-trace" -> prepared(false, List.of(new Traces(Clock.SYSTEM)));
            case "another-trace" -> prepared(false, List.of(tracesOfOthers()));
            default ->
                throw new IllegalArgumentException("what: " + what + " (expected: policy, no-trace or another-trace)");
        };
        try {
            PublishCost cost = new PublishCost(without, with, milliseconds * 1_000_000);
            cost.take(WARM_UP_TURNS);
            System.out.println(row(what, cost.take(turns)));
        } finally {
            without.stop();
            with.stop();
        }
    }

    private static Traces tracesOfOthers() {
        Traces traces = new Traces(Clock.SYSTEM);
        for (int i = 0; i < Traces.MOST; i++) {
            var _ = traces.begin(new Subject.Topics(TopicFilter.of("press-5/+/" + i)), Traces.LONGEST, false);
        }
        return traces;
    }

    private static PublishBenchmark prepared(boolean policy, List<Tap> taps) throws Exception {
        PublishBenchmark benchmark = new PublishBenchmark();
        benchmark.policy = policy;
        benchmark.taps = taps;
        benchmark.prepare();
        return benchmark;
    }

    /** Who is first changes from turn to turn. */
    private List<Turn> take(int turns) throws Exception {
        List<Turn> taken = new ArrayList<>(turns);
        for (int turn = 0; turn < turns; turn++) {
            if (turn % 2 == 0) {
                double ours = nanos(without);
                taken.add(new Turn(ours, nanos(with)));
            } else {
                double theirs = nanos(with);
                taken.add(new Turn(nanos(without), theirs));
            }
        }
        return taken;
    }

    private double nanos(PublishBenchmark benchmark) throws Exception {
        long end = System.nanoTime() + turnNanos;
        long before = benchmark.loopNanos();
        long messages = 0;
        do {
            var _ = benchmark.publish();
            messages += PublishBenchmark.BURST;
        } while (System.nanoTime() < end);
        return (double) (benchmark.loopNanos() - before) / messages;
    }

    private static String row(String what, List<Turn> turns) {
        double difference = mean(turns, Turn::difference);
        double variance = mean(turns, turn -> Math.pow(turn.difference() - difference, 2));
        return String.format(
                Locale.ROOT,
                "publish to one receiver, ns: without %.1f, with %s %.1f, difference %+.1f"
                        + " (standard error %.1f, median %+.1f, %d turns)",
                mean(turns, Turn::without),
                what,
                mean(turns, Turn::with),
                difference,
                Math.sqrt(variance / turns.size()),
                turns.stream().mapToDouble(Turn::difference).sorted().toArray()[turns.size() / 2],
                turns.size());
    }

    private static double mean(List<Turn> turns, ToDoubleFunction<Turn> value) {
        return turns.stream().mapToDouble(value).average().orElseThrow();
    }
}
