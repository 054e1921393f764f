package io.gatehouse.policy;

import io.gatehouse.policy.Finding.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Finds actions and resources of one statement that have nothing to do with each other. */
final class TypeLint {
    private final Consumer<Finding> findings;

    TypeLint(Consumer<Finding> findings) {
        this.findings = findings;
    }

    void check(LintedStatement linted) {
        Statement statement = linted.statement();
        boolean idle = false;
        for (Action action : singles(statement)) {
            if (linted.arns().stream().noneMatch(arn -> canMatch(arn, action.resourcePrefix()))) {
                idle = true;
                add(
                        linted.path() + ".Action",
                        action.text() + " is asked about " + spelled(Set.of(action.resourcePrefix()))
                                + ", which no resource of the statement can match",
                        "write " + spelled(Set.of(action.resourcePrefix()))
                                + " for it, in this statement or in one of its own");
            }
        }
        if (idle
                || linted.actions().stream()
                        .anyMatch(action -> action.prefixes().isEmpty())) {
            return; // the resources are of no use either, and one finding is enough
        }
        Set<String> asked = linted.prefixes();
        for (int i = 0; i < linted.arns().size(); i++) {
            ResourceArn arn = linted.arns().get(i);
            if (asked.stream().noneMatch(prefix -> canMatch(arn, prefix))) {
                add(
                        linted.resourcePath(i),
                        Quoted.of(statement.resources().get(i))
                                + " never matches: the actions of the statement are asked about "
                                + spelled(asked),
                        "write " + spelled(asked) + ", or add the action that it is meant for");
            }
        }
    }

    /** Those of ours that are named in full, each once. */
    private static Set<Action> singles(Statement statement) {
        Set<Action> singles = new LinkedHashSet<>();
        for (String text : statement.actions()) {
            Action action = KnownActions.single(text);
            if (action != null) {
                singles.add(action);
            }
        }
        return singles;
    }

    /** {@code topic/NAME and client/NAME}; {@code *} for actions that have no other resource. */
    private static String spelled(Set<String> prefixes) {
        List<String> spelled = new ArrayList<>(prefixes.size());
        prefixes.forEach(prefix -> spelled.add(prefix.isEmpty() ? "*" : prefix + "NAME"));
        return String.join(" and ", spelled);
    }

    /** True where some name of that type may match. */
    static boolean canMatch(ResourceArn arn, String prefix) {
        if (!arn.isOfService()) {
            return false;
        }
        String literal = arn.name().leadingLiteral();
        if (prefix.isEmpty()) {
            return literal.isEmpty() && !arn.name().isLiteral();
        }
        return literal.startsWith(prefix)
                || (prefix.startsWith(literal) && !arn.name().isLiteral());
    }

    private void add(String path, String message, String instead) {
        findings.accept(new Finding(Kind.RESOURCE_NEVER_MATCHES, path, message, instead));
    }
}
