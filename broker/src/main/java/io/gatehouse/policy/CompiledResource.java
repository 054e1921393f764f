package io.gatehouse.policy;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One resource of a statement, within the broker's scope. Immutable, shared by all connections; a connection has its
 * own {@link Bound} only where there are variables.
 */
final class CompiledResource {
    private final @Nullable String prefix;
    private final Template template;
    private final @Nullable Bound constant;

    private CompiledResource(@Nullable String prefix, Template template) {
        this.prefix = prefix;
        this.template = template;
        Glob glob = template.hasVariables() ? null : template.glob(_ -> null);
        this.constant = glob == null ? null : new Bound(prefix, glob);
    }

    /**
     * What is matched at run time.
     *
     * @param prefix the resource type it is about, or {@code null} if wildcards reach into the type
     * @param glob matched against the name, or against type and name where {@code prefix} is {@code null}
     */
    record Bound(@Nullable String prefix, Glob glob) {
        boolean isOfType(Action action) {
            return prefix == null || prefix.equals(action.resourcePrefix());
        }

        boolean matches(Action action, String name) {
            if (prefix != null) {
                return prefix.equals(action.resourcePrefix()) && glob.matches(name);
            }
            return glob.isAny() || glob.matches(action.resourcePrefix() + name);
        }
    }

    /** The resource, or {@code null} if it is outside the scope. */
    static @Nullable CompiledResource compile(String text, PolicyScope scope) {
        ResourceArn arn = ResourceArn.of(text);
        if (!arn.isWithin(scope)) {
            return null;
        }
        String literal = arn.name().leadingLiteral();
        for (Action action : Action.values()) {
            String prefix = action.resourcePrefix();
            if (!prefix.isEmpty() && literal.startsWith(prefix)) {
                return new CompiledResource(prefix, arn.name().withoutLeading(prefix.length()));
            }
        }
        return new CompiledResource(null, arn.name());
    }

    boolean isConstant() {
        return constant != null;
    }

    /** What this connection is held against, or {@code null} where a variable keeps it from matching. */
    @Nullable
    Bound bind(Substitution substitution, Effect effect) {
        if (constant != null) {
            return constant;
        }
        boolean inTopic = !Action.CONNECT.resourcePrefix().equals(prefix);
        Glob glob = template.glob(
                inTopic ? substitution::valueInTopic : substitution::value,
                name -> effect == Effect.DENY && substitution.hasValue(name));
        return glob == null ? null : new Bound(prefix, glob);
    }

    /** Adds the variables that have no usable value. */
    void addUnusable(Substitution substitution, Set<String> names) {
        boolean inTopic = !Action.CONNECT.resourcePrefix().equals(prefix);
        for (String name : template.variables()) {
            if ((inTopic ? substitution.valueInTopic(name) : substitution.value(name)) == null) {
                names.add(name);
            }
        }
    }
}
