package io.gatehouse.control.aws;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The paths of one service, segment by segment. A segment that is written out goes before a label, and a label before
 * one that takes the rest of the path; where the first way leads to nothing, the next is tried. Filled once, then read
 * by any thread.
 */
final class RouteTree {
    private final Node root = new Node();

    private static final class Node {
        private final Map<String, Node> literals = new HashMap<>();
        private @Nullable Node label;
        private final Map<String, Operation> byMethod = new HashMap<>();
        private final Map<String, Operation> greedyByMethod = new HashMap<>();
    }

    void add(Operation operation) {
        Node at = root;
        List<String> segments = operation.segments();
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            if (segment.endsWith("+}")) {
                put(at.greedyByMethod, operation);
                return;
            }
            if (segment.isEmpty() && i == segments.size() - 1) {
                put(at.byMethod, operation); // a template that ends with a slash is met without it too
            }
            at = next(at, segment);
        }
        put(at.byMethod, operation);
    }

    private static Node next(Node at, String segment) {
        if (!isLabel(segment)) {
            return at.literals.computeIfAbsent(segment, _ -> new Node());
        }
        Node label = at.label;
        if (label == null) {
            label = new Node();
            at.label = label;
        }
        return label;
    }

    private static void put(Map<String, Operation> operations, Operation operation) {
        Operation other = operations.put(operation.method(), operation);
        if (other != null) {
            throw new IllegalStateException(
                    operation.name() + ": the same method and path as " + other.name() + " (expected: one operation)");
        }
    }

    private static boolean isLabel(String segment) {
        return segment.startsWith("{");
    }

    @Nullable
    Route find(String method, RequestPath path) {
        Operation found = find(root, method, path.segments(), 0);
        return found == null ? null : new Route(found, labels(found, path.segments()));
    }

    private static @Nullable Operation find(Node at, String method, List<String> segments, int depth) {
        if (depth == segments.size()) {
            return at.byMethod.get(method);
        }
        Node literal = at.literals.get(segments.get(depth));
        Operation found = literal == null ? null : find(literal, method, segments, depth + 1);
        if (found == null && at.label != null && !segments.get(depth).isEmpty()) {
            found = find(at.label, method, segments, depth + 1);
        }
        return found == null ? at.greedyByMethod.get(method) : found;
    }

    private static Map<String, String> labels(Operation operation, List<String> path) {
        Map<String, String> labels = new HashMap<>();
        List<String> template = operation.segments();
        for (int i = 0; i < template.size() && i < path.size(); i++) {
            String segment = template.get(i);
            if (segment.endsWith("+}")) {
                labels.put(segment.substring(1, segment.length() - 2), String.join("/", path.subList(i, path.size())));
            } else if (isLabel(segment)) {
                labels.put(segment.substring(1, segment.length() - 1), path.get(i));
            }
        }
        return labels;
    }
}
