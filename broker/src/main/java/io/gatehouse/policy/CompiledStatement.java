package io.gatehouse.policy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One statement, its actions resolved and its resources within the broker's scope. Immutable, shared. */
final class CompiledStatement {
    private static final int STATEMENT_BYTES = 512;
    private static final int TEXT_BYTES = 256;

    private final Origin origin;
    private final EnumSet<Action> actions; // written to by nobody
    private final List<CompiledResource> resources;
    private final List<CompiledCondition> conditions;
    private final Statement source;
    private final @Nullable Rule constant;

    private CompiledStatement(
            Origin origin,
            Statement source,
            EnumSet<Action> actions,
            List<CompiledResource> resources,
            List<CompiledCondition> conditions) {
        this.origin = origin;
        this.source = source;
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
                new Origin(policy, index, statement.sid(), statement.effect()),
                statement,
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
        if (failing(substitution) != null) {
            return null;
        }
        Rule rule = bound(substitution);
        return rule.matchesNothing() ? null : rule;
    }

    Origin origin() {
        return origin;
    }

    /** As the document has it, resources outside the scope included. */
    Statement source() {
        return source;
    }

    boolean hasAction(Action action) {
        return actions.contains(action);
    }

    /** About what it takes on the heap, in bytes: its texts, and the patterns that were made of them. */
    int weight() {
        int texts = weight(source.actions()) + weight(source.resources());
        for (Condition condition : source.conditions()) {
            texts += TEXT_BYTES + weight(condition.values());
        }
        return STATEMENT_BYTES + texts;
    }

    private static int weight(List<String> texts) {
        return texts.stream().mapToInt(text -> TEXT_BYTES + 3 * text.length()).sum();
    }

    /**
     * True where its actions have to do with the one asked about: an Allow of {@code iot:Connect} on everything says
     * nothing about topics. One without any known action has: it is most often misspelt.
     */
    boolean isOfSide(Action action) {
        return actions.isEmpty() || actions.stream().anyMatch(one -> one.isOfSideOf(action));
    }

    /** True where it names the resource for this connection, whatever its actions and conditions. */
    boolean hasResource(Action action, String name, Substitution substitution) {
        Rule rule = constant == null ? bound(substitution) : constant;
        return rule.hasResource(action, name);
    }

    /** The first condition that does not hold, or {@code null}. */
    @Nullable
    CompiledCondition failing(Substitution substitution) {
        for (CompiledCondition condition : conditions) {
            if (!condition.holds(substitution, origin.effect())) {
                return condition;
            }
        }
        return null;
    }

    /** Adds the keys and variables without a usable value. */
    void addUnusable(Substitution substitution, Set<String> names) {
        resources.forEach(resource -> resource.addUnusable(substitution, names));
        for (CompiledCondition condition : conditions) {
            if (substitution.values(condition.source().key()).isEmpty()) {
                names.add(condition.source().key());
            }
            condition.addUnusable(substitution, names);
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
