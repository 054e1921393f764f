package io.gatehouse.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * One statement as every lint looks at it, its resources parsed once.
 *
 * @param arns of its resources, in their order
 * @param patterns the same, to compare with others
 */
record LintedStatement(int index, Statement statement, List<ResourceArn> arns, List<Containment.Arn> patterns) {
    static List<LintedStatement> of(PolicyDocument document, Containment containment) {
        List<LintedStatement> statements = new ArrayList<>(document.statements().size());
        for (Statement statement : document.statements()) {
            List<ResourceArn> arns =
                    statement.resources().stream().map(ResourceArn::of).toList();
            statements.add(new LintedStatement(
                    statements.size(),
                    statement,
                    arns,
                    arns.stream().map(containment::arn).toList()));
        }
        return List.copyOf(statements);
    }

    /** {@code Statement[2]}. */
    String path() {
        return "Statement[" + index + "]";
    }

    /** {@code Statement[2].Resource[0]}. */
    String resourcePath(int resource) {
        return path() + ".Resource[" + resource + "]";
    }

    boolean isAllow() {
        return statement.effect() == Effect.ALLOW;
    }

    boolean isDeny() {
        return statement.effect() == Effect.DENY;
    }

    boolean includes(Action action) {
        return statement.actions().stream().anyMatch(text -> KnownActions.includes(text, action));
    }

    /** True where it applies whenever the other does, as far as conditions go. */
    boolean appliesWhenever(LintedStatement other) {
        return other.statement.conditions().containsAll(statement.conditions());
    }

    /** True where a condition asks who the device is, in a way that a device nobody knows does not pass. */
    boolean asksWhoItIs() {
        return statement.conditions().stream()
                .anyMatch(condition -> !condition.operator().holdsWithoutKey()
                        && (condition.key().startsWith("iot:Connection.Thing.")
                                || VariableNames.isFromCertificate(condition.key())));
    }
}
