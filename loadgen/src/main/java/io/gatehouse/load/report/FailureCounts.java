package io.gatehouse.load.report;

import io.gatehouse.load.device.Failure;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Failures in the order in which they are told: by kind, and of each the most frequent first. */
final class FailureCounts {
    private FailureCounts() {}

    static List<Map.Entry<Failure, Long>> inOrder(Map<Failure, Long> counts) {
        return counts.entrySet().stream()
                .sorted(Comparator.<Map.Entry<Failure, Long>, Failure.Kind>comparing(
                                each -> each.getKey().kind())
                        .thenComparing(each -> -each.getValue())
                        .thenComparing(each -> each.getKey().detail()))
                .toList();
    }

    static Map<Failure.Kind, Long> byKind(Map<Failure, Long> counts) {
        Map<Failure.Kind, Long> kinds = new EnumMap<>(Failure.Kind.class);
        counts.forEach((failure, many) -> kinds.merge(failure.kind(), many, Long::sum));
        return kinds;
    }
}
