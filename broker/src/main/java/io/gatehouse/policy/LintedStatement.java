package io.gatehouse.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * One statement as every lint looks at it, its actions and resources read once: a lint asks about each resource, and
 * what it asks must not cost a walk over all actions or conditions.
 *
 * @param actions without those that differ in case only
 * @param included those of ours that its actions name, by wildcards or in full
 * @param prefixes of the resources that its actions are asked about
 * @param arns of its resources, in their order
 * @param patterns the same, to compare with others
 * @param asksWhoItIs true where a condition asks who the device is, and one of which nothing is known does not pass
 */
record LintedStatement(
        int index,
        Statement statement,
        List<LintedAction> actions,
        Set<Action> included,
        Set<String> prefixes,
        List<ResourceArn> arns,
        List<Containment.Arn> patterns,
        boolean asksWhoItIs) {
    /** Stands for no thing, and its certificate says nothing. */
    private static final Substitution NOBODY =
            new Substitution(Variables.of(Map.of(VariableNames.IS_ATTACHED, List.of("false"))));

    /**
     * What the text of an action names.
     *
     * @param included those of ours
     * @param prefixes of the resources that it is asked about; empty where nobody knows such an action
     */
    record LintedAction(Containment.Pattern pattern, List<Action> included, List<String> prefixes) {}

    static List<LintedStatement> of(PolicyDocument document, Containment containment) {
        Map<String, LintedAction> known = new HashMap<>();
        List<LintedStatement> statements = new ArrayList<>(document.statements().size());
        for (Statement statement : document.statements()) {
            List<LintedAction> actions = statement.actions().stream()
                    .map(text -> text.toLowerCase(Locale.ROOT))
                    .distinct()
                    .map(text -> known.computeIfAbsent(text, _ -> action(text, containment)))
                    .toList();
            List<ResourceArn> arns =
                    statement.resources().stream().map(ResourceArn::of).toList();
            statements.add(new LintedStatement(
                    statements.size(),
                    statement,
                    actions,
                    all(actions, LintedAction::included),
                    all(actions, LintedAction::prefixes),
                    arns,
                    arns.stream().map(containment::arn).toList(),
                    statement.conditions().stream().anyMatch(LintedStatement::asksWhoItIs)));
        }
        return List.copyOf(statements);
    }

    private static LintedAction action(String text, Containment containment) {
        return new LintedAction(containment.pattern(text), KnownActions.named(text), KnownActions.prefixes(text));
    }

    private static <T> Set<T> all(List<LintedAction> actions, Function<LintedAction, List<T>> property) {
        Set<T> all = new LinkedHashSet<>();
        actions.forEach(action -> all.addAll(property.apply(action)));
        return all;
    }

    private static boolean asksWhoItIs(Condition condition) {
        boolean aboutIt =
                condition.key().startsWith("iot:Connection.Thing.") || VariableNames.isFromCertificate(condition.key());
        return aboutIt && !CompiledCondition.compile(condition).holds(NOBODY, Effect.ALLOW);
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
        return included.contains(action);
    }

    /** True where it applies whenever the other does, as far as conditions go. */
    boolean appliesWhenever(LintedStatement other) {
        return other.statement.conditions().containsAll(statement.conditions());
    }
}
