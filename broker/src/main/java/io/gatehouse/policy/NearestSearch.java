package io.gatehouse.policy;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the Allow statement that was nearest to matching. One use, one thread.
 *
 * <p>Near is what differs in one thing: first a condition that does not hold, then a resource that fits but for its
 * account, type, group or a variable, then a resource that shares its first segments with the name, or one that fits
 * and has other actions. Of several that are as near the first is named. A resource is looked at in text form, because
 * this is for people: it need not be fast, only bounded, and it decides nothing.
 */
final class NearestSearch {
    private static final int CONDITION_FAILED = 1000;
    private static final int NOT_SHARED = 950;
    private static final int OTHER_SCOPE = 940;
    private static final int OTHER_TYPE = 930;
    private static final int NO_VALUE = 920;
    /** All but the last of very many segments is nearer than {@link #OTHER_ACTION}; half of them is not. */
    private static final int OTHER_RESOURCE = 800;

    private static final int OTHER_ACTION = 500;
    private static final int FAR = 1;

    /** Bounds the work for a refusal: a stranger must not be able to order it at the price of a CONNECT. */
    private static final int MOST_RESOURCES = 200;

    private final Action action;
    private final String name;
    private final @Nullable String inner;
    private final Substitution substitution;
    private final boolean inTopic;
    private int left = MOST_RESOURCES;
    private int best;
    private @Nullable Nearest nearest;

    /** @param inner filter of the shared subscription that is asked about, else {@code null} */
    NearestSearch(Action action, String name, @Nullable String inner, Substitution substitution) {
        this.action = action;
        this.name = name;
        this.inner = inner;
        this.substitution = substitution;
        this.inTopic = action != Action.CONNECT;
    }

    /** The nearest, or {@code null} where no Allow has anything to do with the question. */
    @Nullable
    Nearest among(List<CompiledPolicy> policies) {
        for (CompiledPolicy policy : policies) {
            for (CompiledStatement statement : policy.statements()) {
                if (statement.origin().effect() == Effect.ALLOW && left > 0) {
                    consider(statement, policy.scope());
                }
            }
        }
        return nearest;
    }

    private void consider(CompiledStatement statement, PolicyScope scope) {
        CompiledCondition failing = statement.failing(substitution);
        boolean hasAction = statement.hasAction(action);
        Origin origin = statement.origin();
        List<String> resources = statement.source().resources();
        left -= resources.size();
        if (statement.hasResource(action, name, substitution)) {
            if (hasAction && failing != null) {
                offer(CONDITION_FAILED, origin, failed(failing.source()));
            } else if (!hasAction && failing == null) {
                offer(
                        OTHER_ACTION,
                        origin,
                        new Difference.OtherAction(action, statement.source().actions()));
            }
        } else if (hasAction) {
            int part = failing == null ? 1 : 2;
            resources.forEach(resource -> resource(origin, resource, scope, part));
        }
    }

    private Difference failed(Condition condition) {
        return new Difference.ConditionFailed(
                condition.operator().text(), condition.key(), condition.values(), substitution.values(condition.key()));
    }

    /** @param part divides the nearness of a statement that has a condition which does not hold either */
    private void resource(Origin origin, String text, PolicyScope scope, int part) {
        ResourceArn arn = ResourceArn.of(text);
        String asked = action.resourcePrefix() + name;
        ResourceArn.Outside outside = arn.outside(scope);
        List<String> without = arn.name().variables().stream()
                .filter(variable -> value(variable) == null)
                .toList();
        Glob glob = arn.name().glob(this::value, _ -> true);
        boolean fits = glob != null && glob.matches(asked);
        if (outside != null) {
            Difference difference = new Difference.OtherScope(text, outside.field(), outside.wanted(), outside.own());
            offer((fits ? OTHER_SCOPE : FAR) / part, origin, difference);
        } else if (!without.isEmpty()) {
            offer((fits ? NO_VALUE : FAR) / part, origin, new Difference.NoValue(text, without));
        } else {
            named(origin, arn.name().shown(this::value), glob, part);
        }
    }

    private void named(Origin origin, String resource, @Nullable Glob glob, int part) {
        String prefix = action.resourcePrefix();
        if (inner != null && glob != null && glob.matches(prefix + inner)) {
            offer(NOT_SHARED / part, origin, new Difference.NotShared(resource, name));
            return;
        }
        if (resource.startsWith(prefix)) {
            segments(origin, resource, part);
            return;
        }
        boolean otherTypeFits = glob != null
                && Stream.of(Action.values()).anyMatch(other -> glob.matches(other.resourcePrefix() + name));
        if (otherTypeFits) {
            offer(OTHER_TYPE / part, origin, new Difference.OtherType(resource, prefix));
        }
    }

    private void segments(Origin origin, String resource, int part) {
        String[] wanted = resource.substring(action.resourcePrefix().length()).split("/", -1);
        String[] was = name.split("/", -1);
        int same = 0;
        while (same < wanted.length
                && same < was.length
                && wanted[same].indexOf('*') < 0
                && Glob.of(wanted[same]).matches(was[same])) {
            same++;
        }
        boolean reaches = same < wanted.length && wanted[same].indexOf('*') >= 0; // over the slashes that follow
        Difference difference =
                new Difference.OtherResource(resource, same + 1, from(same, wanted, reaches), from(same, was, reaches));
        offer((FAR + 1 + OTHER_RESOURCE * same / (Math.max(wanted.length, was.length) + 1)) / part, origin, difference);
    }

    private static String from(int index, String[] segments, boolean rest) {
        if (index >= segments.length) {
            return "";
        }
        return rest ? String.join("/", List.of(segments).subList(index, segments.length)) : segments[index];
    }

    private @Nullable String value(String variable) {
        return inTopic ? substitution.valueInTopic(variable) : substitution.value(variable);
    }

    private void offer(int nearness, Origin origin, Difference difference) {
        if (nearness > best) {
            best = nearness;
            nearest = new Nearest(origin, difference);
        }
    }
}
