package io.gatehouse.policy;

import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What one action on one or more resources comes to, as AWS IoT's TestAuthorization puts it together: of several
 * answers the worst counts. Immutable.
 *
 * @param evaluations one for each resource, in their order
 */
public record Verdict(List<Evaluation> evaluations) {
    public Verdict {
        evaluations = List.copyOf(evaluations);
    }

    /** @param names of the resources, as {@link Permissions#evaluate} wants them */
    public static Verdict of(Permissions permissions, Action action, List<String> names) {
        return new Verdict(
                names.stream().map(name -> permissions.evaluate(action, name)).toList());
    }

    public Decision decision() {
        Set<Decision> all = EnumSet.noneOf(Decision.class);
        evaluations.forEach(evaluation -> all.add(evaluation.decision()));
        if (all.contains(Decision.EXPLICIT_DENY)) {
            return Decision.EXPLICIT_DENY;
        }
        return all.contains(Decision.IMPLICIT_DENY) ? Decision.IMPLICIT_DENY : Decision.ALLOWED;
    }

    /** Names of the policies that allow any of it, also where another one denies it. */
    public List<String> allowing() {
        return policies(Evaluation::allows);
    }

    /** Names of the policies that deny any of it in so many words. */
    public List<String> denying() {
        return policies(Evaluation::denies);
    }

    /** Variables and condition keys without a value that statements asked for. */
    public List<String> missing() {
        return distinct(Evaluation::missing);
    }

    private List<String> policies(Function<Evaluation, List<Origin>> origins) {
        return distinct(evaluation ->
                origins.apply(evaluation).stream().map(Origin::policy).toList());
    }

    private List<String> distinct(Function<Evaluation, List<String>> texts) {
        Set<String> all = new LinkedHashSet<>();
        evaluations.forEach(evaluation -> all.addAll(texts.apply(evaluation)));
        return List.copyOf(all);
    }
}
