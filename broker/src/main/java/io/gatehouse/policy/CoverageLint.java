package io.gatehouse.policy;

import io.gatehouse.policy.Finding.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds what can never decide anything: an Allow that a Deny takes back, and what another statement says already.
 *
 * <p>Looked at is one resource of one statement, with those of its actions that are asked about such a resource. It is
 * covered when for each of these actions another resource, of the same statement or of another one that applies
 * whenever this one does, covers action and resource. Resources are taken from the last to the first, and one that is
 * covered covers no more, so that of two that say the same the first stays.
 */
final class CoverageLint {
    private static final int MOST_NAMED = 3;

    private final List<LintedStatement> statements;
    private final Containment containment;
    private final List<List<Grain>> grains;

    CoverageLint(List<LintedStatement> statements, Containment containment) {
        this.statements = statements;
        this.containment = containment;
        this.grains = statements.stream().map(this::grainsOf).toList();
        statements.reversed().forEach(this::judge);
    }

    /** One resource with the actions that are asked about it. */
    private static final class Grain {
        private final String path;
        private final List<Containment.Pattern> actions;
        private final Containment.Arn resource;
        private @Nullable Verdict verdict;

        Grain(String path, List<Containment.Pattern> actions, Containment.Arn resource) {
            this.path = path;
            this.actions = actions;
            this.resource = resource;
        }
    }

    /** @param by paths of the statements that cover it */
    private record Verdict(Kind kind, Set<String> by) {}

    private List<Grain> ofStatement(LintedStatement linted) {
        return grains.get(linted.index());
    }

    private List<Grain> grainsOf(LintedStatement linted) {
        Set<String> prefixes = linted.prefixes();
        Map<Set<String>, List<Containment.Pattern>> actionsByPrefixes = new HashMap<>(); // few, for many resources
        List<Grain> found = new ArrayList<>(linted.arns().size());
        for (int i = 0; i < linted.arns().size(); i++) {
            ResourceArn arn = linted.arns().get(i);
            Set<String> matching = prefixes.stream()
                    .filter(prefix -> TypeLint.canMatch(arn, prefix))
                    .collect(Collectors.toSet());
            List<Containment.Pattern> actions =
                    actionsByPrefixes.computeIfAbsent(matching, _ -> actionsOn(matching, linted));
            if (!actions.isEmpty()) { // else it is another lint's
                found.add(new Grain(
                        linted.resourcePath(i), actions, linted.patterns().get(i)));
            }
        }
        return found;
    }

    private static List<Containment.Pattern> actionsOn(Set<String> prefixes, LintedStatement linted) {
        return linted.actions().stream()
                .filter(action -> action.prefixes().stream().anyMatch(prefixes::contains))
                .map(LintedStatement.LintedAction::pattern)
                .toList();
    }

    private void judge(LintedStatement linted) {
        List<LintedStatement> applying = statements.stream()
                .filter(other -> other.appliesWhenever(linted))
                .toList();
        List<LintedStatement> denials =
                applying.stream().filter(LintedStatement::isDeny).toList();
        List<LintedStatement> same = applying.stream()
                .filter(other -> other.isAllow() == linted.isAllow())
                .toList();
        for (Grain grain : ofStatement(linted).reversed()) {
            Set<String> denying = linted.isAllow() ? coverers(grain, denials) : null;
            Set<String> saying = denying == null ? coverers(grain, same) : null;
            if (denying != null) {
                grain.verdict = new Verdict(Kind.ALLOW_ALWAYS_DENIED, denying);
            } else if (saying != null) {
                grain.verdict = new Verdict(Kind.REDUNDANT, saying);
            }
        }
    }

    /** The statements that cover every action of the grain, or {@code null} where they leave one. */
    private @Nullable Set<String> coverers(Grain grain, List<LintedStatement> others) {
        Set<String> by = new LinkedHashSet<>();
        for (Containment.Pattern action : grain.actions) {
            String coverer = coverer(grain, action, others);
            if (coverer == null) {
                return null;
            }
            by.add(coverer);
        }
        return by;
    }

    private @Nullable String coverer(Grain grain, Containment.Pattern action, List<LintedStatement> others) {
        for (LintedStatement other : others) {
            for (Grain candidate : ofStatement(other)) {
                if (containment.isExhausted()) {
                    return null;
                }
                if (candidate != grain
                        && candidate.verdict == null
                        && containment.covers(candidate.resource, grain.resource)
                        && candidate.actions.stream().anyMatch(wide -> containment.covers(wide, action))) {
                    return other.path();
                }
            }
        }
        return null;
    }

    /** Tells of a statement: as a whole where all of it is covered alike, else resource by resource. */
    void report(LintedStatement linted, Consumer<Finding> findings) {
        List<Grain> all = ofStatement(linted);
        Set<Kind> kinds = new TreeSet<>();
        Set<String> by = new LinkedHashSet<>();
        boolean whole = all.size() == linted.arns().size();
        for (Grain grain : all) {
            if (grain.verdict == null) {
                whole = false;
            } else {
                kinds.add(grain.verdict.kind());
                by.addAll(grain.verdict.by());
            }
        }
        if (whole && kinds.size() == 1) {
            findings.accept(finding(kinds.iterator().next(), linted.path(), by));
            return;
        }
        for (Grain grain : all) {
            if (grain.verdict != null) {
                findings.accept(finding(grain.verdict.kind(), grain.path, grain.verdict.by()));
            }
        }
    }

    private static Finding finding(Kind kind, String path, Set<String> by) {
        String named = String.join(" and ", by.stream().limit(MOST_NAMED).toList());
        return kind == Kind.ALLOW_ALWAYS_DENIED
                ? new Finding(
                        kind,
                        path,
                        "allows nothing: all of it is denied by " + named + ", and no Allow undoes a Deny",
                        "make the Deny narrower, or leave this out")
                : new Finding(kind, path, "says nothing that is not said by " + named, "leave it out");
    }
}
