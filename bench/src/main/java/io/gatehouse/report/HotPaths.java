package io.gatehouse.report;

import io.gatehouse.plot.Chart;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Everything that was measured beside TLS, with what it allocates: the other questions tell of parts of it. */
final class HotPaths implements Question {
    private static final Set<String> TOLD_ELSEWHERE = Set.of(
            "HandshakeBenchmark",
            "StaticRsaHandshakeBenchmark",
            "RecordLayerBenchmark",
            "BareCipherBenchmark",
            "PublicKeyBenchmark",
            "ChainValidationBenchmark",
            "OpensslSpeed");

    @Override
    public String title() {
        return "What do the broker's hot paths allocate?";
    }

    @Override
    public Optional<Answer> answer(Results results) {
        List<Measurement> rest = results.all().stream()
                .filter(each -> !TOLD_ELSEWHERE.contains(
                        each.benchmark().substring(0, each.benchmark().indexOf('.'))))
                .toList();
        if (rest.isEmpty()) {
            return Optional.empty();
        }
        Table table = new Table("operation", "time", "±", "processor time", "bytes allocated");
        for (Measurement each : rest) {
            table.row(
                    each.benchmark().replace("Benchmark", "") + parameters(each.parameters()),
                    Words.nanos(each.score()),
                    Words.nanos(each.error()),
                    Words.nanos(each.processorNanos()),
                    Words.allocated(each));
        }
        long none = rest.stream().filter(each -> each.allocatedBytes() < 1).count();
        return Optional.of(new Answer(
                List.of(
                        "Of " + rest.size() + " operations " + none + " allocate nothing on the heap; the others are"
                                + " other codecs, what happens once a connection, and objects that outlive the"
                                + " operation, such as the message itself.",
                        "Processor time is that of all threads, so that it is more than the time where threads share"
                                + " the work, and less where it waits for a disk."),
                Chart.bars("", ""),
                table));
    }

    private static String parameters(Map<String, String> parameters) {
        return parameters.isEmpty() ? "" : " " + String.join(", ", parameters.values());
    }
}
