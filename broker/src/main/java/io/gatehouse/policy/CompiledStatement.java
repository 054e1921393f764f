package io.gatehouse.policy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One statement, its actions resolved and its resources within the broker's scope. Immutable, shared. */
final class CompiledStatement {
    private final Rule.Origin origin;
    private final EnumSet<Action> actions; // written to by nobody
    private final List<CompiledResource> resources;
    private final List<CompiledCondition> conditions;
    private final @Nullable Rule constant;

    private CompiledStatement(
            Rule.Origin origin,
            EnumSet<Action> actions,
            List<CompiledResource> resources,
            List<CompiledCondition> conditions) {
        this.origin = origin;
        this.actions = actions;
        this.resources = resources;
        this.conditions = conditions;
        boolean independent = conditions.isEmpty() && resources.stream().allMatch(CompiledResource::isConstant);
        this.constant = independent ? bound(new Substitution(Variables.NONE)) : null;
    }

    static CompiledStatement compile(String policy, int index, Statement statement, PolicyScope scope) {
        List<CompiledResource> resources = new ArrayList<>();
        for (String text : statement.resources()) {
            CompiledResource resource = CompiledResource.compile(text, scope);
            if (resource != null) {
                resources.add(resource);
            }
        }
        return new CompiledStatement(
                new Rule.Origin(policy, index, statement.sid(), statement.effect()),
                actionsOf(statement),
                List.copyOf(resources),
                statement.conditions().stream().map(CompiledCondition::compile).toList());
    }

    /** What this statement means for one connection, or {@code null} if it can never match there. */
    @Nullable
    Rule bind(Substitution substitution) {
        if (constant != null) {
            return constant.matchesNothing() ? null : constant;
        }
        for (CompiledCondition condition : conditions) {
            if (!condition.holds(substitution, origin.effect())) {
                return null;
            }
        }
        Rule rule = bound(substitution);
        return rule.matchesNothing() ? null : rule;
    }

    /** Adds what has no usable value, if the statement is about the action at all. */
    void addMissing(Action action, Substitution substitution, Set<String> missing) {
        if (actions.contains(action)) {
            resources.forEach(resource -> resource.addMissing(substitution, missing));
            conditions.forEach(condition -> condition.addMissing(substitution, missing));
        }
    }

    private Rule bound(Substitution substitution) {
        List<CompiledResource.Bound> bound = new ArrayList<>(resources.size());
        for (CompiledResource resource : resources) {
            CompiledResource.Bound one = resource.bind(substitution, origin.effect());
            if (one != null) {
                bound.add(one);
            }
        }
        return new Rule(origin, actions, bound);
    }

    /** Case does not matter in actions, as in IAM. */
    private static EnumSet<Action> actionsOf(Statement statement) {
        EnumSet<Action> actions = EnumSet.noneOf(Action.class);
        for (String text : statement.actions()) {
            Glob pattern = Glob.of(text.toLowerCase(Locale.ROOT));
            for (Action action : Action.values()) {
                if (pattern.matches(action.text().toLowerCase(Locale.ROOT))) {
                    actions.add(action);
                }
            }
        }
        return actions;
    }
}
