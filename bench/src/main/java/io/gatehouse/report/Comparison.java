package io.gatehouse.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What became slower from one run to another: by more than a tenth, and so that the errors do not explain it, since
 * their intervals do not touch.
 */
public final class Comparison {
    private static final double WORSE = 1.1;

    /** One benchmark in both runs. */
    record Pair(Measurement before, Measurement after) {
        double ratio() {
            return after.score() / before.score();
        }

        boolean isWorse() {
            return ratio() > WORSE && after.low() > before.high();
        }

        String line() {
            return String.format(
                    Locale.ROOT,
                    "%s%s: %s ± %s before, %s ± %s now (%+.0f %%)",
                    after.benchmark(),
                    after.parameters().isEmpty() ? "" : " " + after.parameters(),
                    Words.nanos(before.score()),
                    Words.nanos(before.error()),
                    Words.nanos(after.score()),
                    Words.nanos(after.error()),
                    (ratio() - 1) * 100);
        }
    }

    private final List<Pair> pairs = new ArrayList<>();
    private final List<String> onlyBefore = new ArrayList<>();
    private final List<String> onlyAfter = new ArrayList<>();

    Comparison(Results before, Results after) {
        for (Measurement now : after.all()) {
            before.of(now.benchmark(), now.parameters())
                    .filter(each -> each.parameters().equals(now.parameters()))
                    .findFirst()
                    .ifPresentOrElse(each -> pairs.add(new Pair(each, now)), () -> onlyAfter.add(name(now)));
        }
        for (Measurement then : before.all()) {
            if (pairs.stream().noneMatch(pair -> pair.before() == then)) {
                onlyBefore.add(name(then));
            }
        }
    }

    private static String name(Measurement measurement) {
        Map<String, String> parameters = measurement.parameters();
        return measurement.benchmark() + (parameters.isEmpty() ? "" : " " + parameters);
    }

    List<Pair> worse() {
        return pairs.stream().filter(Pair::isWorse).toList();
    }

    int compared() {
        return pairs.size();
    }

    /** In the first run and not in the second. */
    List<String> onlyBefore() {
        return onlyBefore;
    }

    List<String> onlyAfter() {
        return onlyAfter;
    }
}
