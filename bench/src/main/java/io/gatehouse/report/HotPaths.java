package io.gatehouse.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Everything else that was measured: what the broker does with a message beside TLS. */
final class HotPaths implements Question {
    private static final Set<String> TOLD_ELSEWHERE = Set.of(
            "HandshakeBenchmark",
            "StaticRsaHandshakeBenchmark",
            "RecordLayerBenchmark",
            "BareCipherBenchmark",
            "PublicKeyBenchmark",
            "ChainValidationBenchmark");

    @Override
    public String title() {
        return "And what does the broker do with a message besides?";
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
        Chart chart = Chart.bars("", "µs of processor time").logarithmicY();
        Table table = new Table("operation", "time", "±", "bytes allocated");
        for (Measurement each : rest) {
            String name = each.benchmark().replace("Benchmark", "") + parameters(each.parameters());
            table.row(
                    name,
                    Words.nanos(each.score()),
                    Words.nanos(each.error()),
                    Double.isNaN(each.allocatedBytes()) ? "" : Words.number(each.allocatedBytes()));
            if (each.parameters().size() <= 1) {
                chart.add("", name, each.score() / 1000, each.error() / 1000);
            }
        }
        return Optional.of(new Answer(
                List.of("Less than TLS does: see the table. Bytes are what one operation allocates on the heap."),
                chart,
                table));
    }

    private static String parameters(Map<String, String> parameters) {
        return parameters.isEmpty() ? "" : " " + String.join(", ", parameters.values());
    }
}
