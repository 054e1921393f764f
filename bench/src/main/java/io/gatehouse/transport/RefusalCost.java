package io.gatehouse.transport;

import io.gatehouse.transport.WholePath.Repeated;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;

/**
 * A refused CONNECT beside an accepted one, by the same broker: a refusal that cost more would be worth ordering. Both
 * with their full handshake, which is nearly all of it, so that what matters is the difference; it is smaller than the
 * machine's noise from second to second, so that the two take many short turns. Told without what the JIT compilers
 * took: what a refusal leaves to threads that are seldom busy is compiled long after the loop's part.
 */
final class RefusalCost {
    private static final double TURN_SECONDS = 1;

    private final Generator generator;
    private final ServerProcess broker;
    private final int atOnce;

    RefusalCost(Generator generator, ServerProcess broker, int atOnce) {
        this.generator = generator;
        this.broker = broker;
        this.atOnce = atOnce;
    }

    /** One of the calls of {@link Generator}. */
    @FunctionalInterface
    private interface Connects {
        long whileIt(int port, int atOnce, BooleanSupplier goesOn) throws IOException, InterruptedException;
    }

    /** Processor time of the broker for one connection, in microseconds. */
    private record Turn(double accepted, double refused) {
        double difference() {
            return refused - accepted;
        }
    }

    /** Answers a table in Markdown. */
    List<String> measure(double warmUpSeconds, int turns) throws IOException, InterruptedException {
        Connects known = generator::handshakes;
        Connects knownRefused = generator::refusals;
        Connects fresh = generator::newcomers;
        Connects freshRefused = generator::refusedNewcomers;
        for (Connects each : List.of(known, knownRefused, fresh, freshRefused)) {
            var _ = micros(each, warmUpSeconds);
        }
        List<Turn> ofKnown = new ArrayList<>();
        List<Turn> ofFresh = new ArrayList<>();
        for (int turn = 0; turn < turns; turn++) {
            ofKnown.add(turn(known, knownRefused, turn));
            ofFresh.add(turn(fresh, freshRefused, turn));
        }
        return List.of(
                "| CONNECT, handshake included | accepted us | refused us | refused - accepted us |",
                "|---|---|---|---|",
                row("client ids seen before", ofKnown),
                row("a new client id each time", ofFresh));
    }

    /** Who is first changes from turn to turn. */
    private Turn turn(Connects accepted, Connects refused, int number) throws IOException, InterruptedException {
        if (number % 2 == 0) {
            double ours = micros(accepted, TURN_SECONDS);
            return new Turn(ours, micros(refused, TURN_SECONDS));
        }
        double theirs = micros(refused, TURN_SECONDS);
        return new Turn(micros(accepted, TURN_SECONDS), theirs);
    }

    private double micros(Connects connects, double seconds) throws IOException, InterruptedException {
        Repeated operation = goesOn -> connects.whileIt(broker.port(), atOnce, goesOn);
        double compilers = broker.compilerSeconds();
        Cost cost = WholePath.cost(broker, seconds, operation);
        return (cost.cpuSeconds() - (broker.compilerSeconds() - compilers)) / cost.count() * 1e6;
    }

    private static String row(String name, List<Turn> turns) {
        double difference = mean(turns, Turn::difference);
        double variance = mean(turns, turn -> Math.pow(turn.difference() - difference, 2));
        return String.format(
                Locale.ROOT,
                "| %s | %.1f | %.1f | %+.1f (standard error %.1f, median %+.1f) |",
                name,
                mean(turns, Turn::accepted),
                mean(turns, Turn::refused),
                difference,
                Math.sqrt(variance / turns.size()),
                turns.stream().mapToDouble(Turn::difference).sorted().toArray()[turns.size() / 2]);
    }

    private static double mean(List<Turn> turns, ToDoubleFunction<Turn> value) {
        return turns.stream().mapToDouble(value).average().orElseThrow();
    }
}
