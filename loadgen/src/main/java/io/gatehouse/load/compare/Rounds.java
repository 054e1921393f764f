package io.gatehouse.load.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.load.fleet.Attempt;
import io.gatehouse.load.fleet.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The outcomes of all rounds, from a folder that {@code loadgen/compare/run} filled:
 *
 * <pre>
 *   plan                         a line for each: scenario broker broker …
 *   1/scenario.broker.json       the run of the first round, as gatehouse load writes it
 *   1/scenario.broker.samples    of the broker's process, see {@link ProcessSamples}; may be missing
 *   2/…
 * </pre>
 *
 * @param count of rounds
 * @param plan which brokers each scenario was to be played against, both in their order
 * @param outcomes by {@link Key}; none where there was no result
 */
record Rounds(int count, Map<String, List<String>> plan, Map<Rounds.Key, Outcome> outcomes) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param round from 1 */
    record Key(String scenario, String broker, int round) {}

    Rounds {
        plan = new LinkedHashMap<>(plan);
        outcomes = Map.copyOf(outcomes);
    }

    static Attempt<Rounds> read(Path folder) {
        Path file = folder;
        try {
            file = folder.resolve("plan");
            Map<String, List<String>> plan = new LinkedHashMap<>();
            for (String line : Files.readAllLines(file)) {
                List<String> words = List.of(line.strip().split(" +", -1));
                plan.put(words.getFirst(), words.subList(1, words.size()));
            }
            Map<Key, Outcome> outcomes = new LinkedHashMap<>();
            int round = 1;
            for (; Files.isDirectory(folder.resolve(Integer.toString(round))); round++) {
                for (Map.Entry<String, List<String>> planned : plan.entrySet()) {
                    for (String broker : planned.getValue()) {
                        String name = planned.getKey() + "." + broker;
                        file = folder.resolve(Integer.toString(round)).resolve(name + ".json");
                        if (Files.exists(file)) {
                            Outcome outcome = Outcome.of(JSON.readTree(file.toFile()), samples(file, name));
                            outcomes.put(new Key(planned.getKey(), broker, round), outcome);
                        }
                    }
                }
            }
            return outcomes.isEmpty()
                    ? Attempt.failed(Problem.input(
                            folder + ": no results (expected: a folder of loadgen/compare/run)", "name the right one"))
                    : Attempt.done(new Rounds(round - 1, plan, outcomes));
        } catch (IOException | NumberFormatException | DateTimeException e) {
            return Attempt.failed(Problem.input(
                    file + ": cannot be read (" + e.getClass().getSimpleName() + ")",
                    "name a folder of loadgen/compare/run"));
        }
    }

    private static ProcessSamples samples(Path json, String name) throws IOException {
        Path file = json.resolveSibling(name + ".samples");
        return Files.exists(file) ? ProcessSamples.of(Files.readAllLines(file)) : ProcessSamples.NONE;
    }

    /** Of all brokers that are in the plan, in the order of their first scenario. */
    List<String> brokers() {
        return plan.values().stream().flatMap(List::stream).distinct().toList();
    }

    /** What the rounds say, smallest first. */
    List<Double> values(String scenario, String broker, Metric metric) {
        return Stream.iterate(1, round -> round <= count, round -> round + 1)
                .map(round -> outcomes.get(new Key(scenario, broker, round)))
                .flatMap(outcome -> outcome == null
                        ? Stream.empty()
                        : Stream.ofNullable(outcome.metrics().get(metric)))
                .sorted()
                .toList();
    }

    /** What went wrong, a line each, and in which rounds. */
    List<String> remarks() {
        Map<String, List<String>> rounds = new LinkedHashMap<>();
        plan.forEach((scenario, brokers) -> brokers.forEach(broker -> {
            for (int round = 1; round <= count; round++) {
                Outcome outcome = outcomes.get(new Key(scenario, broker, round));
                List<String> said = outcome == null ? List.of("no result") : outcome.remarks();
                for (String remark : said) {
                    rounds.computeIfAbsent(scenario + ", " + broker + ": " + remark, each -> new ArrayList<>())
                            .add(Integer.toString(round));
                }
            }
        }));
        return rounds.entrySet().stream()
                .map(each -> each.getKey() + " (round " + String.join(", ", each.getValue()) + " of " + count + ")")
                .toList();
    }
}
