package io.gatehouse.report;

import io.gatehouse.plot.Chart;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A decision by the policies of a certificate, by the number of their statements. */
final class PolicyCost implements Question {
    private static final List<String> STATEMENTS = List.of("1", "10", "100", "1000");

    @Override
    public String title() {
        return "What does a policy cost?";
    }

    @Override
    public Optional<Answer> answer(Results results) {
        Chart chart = Chart.lines("statements about the action", "µs for each decision")
                .logarithmicX()
                .logarithmicY();
        Table table = new Table("", "remembered", "decided, allowed", "decided, refused", "bytes allocated");
        Measurement remembered = null;
        Measurement decided = null;
        for (String statements : STATEMENTS) {
            Measurement known = find(results, "remembered", statements);
            Measurement hit = find(results, "decided", statements);
            Measurement miss = find(results, "missed", statements);
            if (known == null || hit == null || miss == null) {
                continue;
            }
            double x = Double.parseDouble(statements);
            chart.add("remembered", x, known.score() / 1000, known.error() / 1000);
            chart.add("decided, allowed", x, hit.score() / 1000, hit.error() / 1000);
            chart.add("decided, refused", x, miss.score() / 1000, miss.error() / 1000);
            table.row(
                    Words.whole(x) + (x == 1 ? " statement" : " statements"),
                    Words.nanos(known.score()),
                    Words.nanos(hit.score()),
                    Words.nanos(miss.score()),
                    Words.allocated(hit));
            remembered = known;
            decided = hit;
        }
        Measurement accepted = gate(results, "accepted");
        Measurement refused = gate(results, "refused");
        if (remembered == null || decided == null || accepted == null || refused == null) {
            return Optional.empty();
        }
        return Optional.of(new Answer(
                List.of(
                        "Once for each topic: a decision is remembered by the connection, and to look it up takes "
                                + Words.nanos(remembered.score()) + " however many statements there are; to decide"
                                + " anew among a thousand takes "
                                + Words.nanos(decided.score()) + ".",
                        "At the gate, a CONNECT that is let in costs " + Words.nanos(accepted.score())
                                + " and one that is refused " + Words.nanos(refused.score())
                                + ": registry, policies bound to the device's own names, and the decision."),
                chart,
                table));
    }

    private static @Nullable Measurement find(Results results, String method, String statements) {
        return results.one("DecisionBenchmark." + method, Map.of("statements", statements, "variables", "false"))
                .orElse(null);
    }

    private static @Nullable Measurement gate(Results results, String method) {
        return results.one("ConnectBenchmark." + method, Map.of("statements", "4"))
                .orElse(null);
    }
}
