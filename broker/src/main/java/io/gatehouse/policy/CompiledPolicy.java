package io.gatehouse.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * A policy document made ready for many connections: actions resolved, resources held against the broker's scope, texts
 * taken apart. Immutable; one for each policy version, shared by all that it is attached to.
 */
public final class CompiledPolicy {
    private final String name;
    private final PolicyScope scope;
    private final List<CompiledStatement> statements;
    private final int weight;

    private CompiledPolicy(String name, PolicyScope scope, List<CompiledStatement> statements) {
        this.name = name;
        this.scope = scope;
        this.statements = statements;
        this.weight = statements.stream().mapToInt(CompiledStatement::weight).sum();
    }

    /**
     * Compiles a document for a broker of that scope.
     *
     * @param name as explanations name it
     * @throws IllegalArgumentException if the document did not come from {@link PolicyParser} and breaks its rules
     */
    public static CompiledPolicy compile(String name, PolicyDocument document, PolicyScope scope) {
        List<CompiledStatement> statements =
                new ArrayList<>(document.statements().size());
        for (int i = 0; i < document.statements().size(); i++) {
            statements.add(
                    CompiledStatement.compile(name, i, document.statements().get(i), scope));
        }
        return new CompiledPolicy(name, scope, List.copyOf(statements));
    }

    public String name() {
        return name;
    }

    /** About what it takes on the heap, in bytes. */
    public int weight() {
        return weight;
    }

    PolicyScope scope() {
        return scope;
    }

    List<CompiledStatement> statements() {
        return statements;
    }

    @Override
    public String toString() {
        return "policy " + name;
    }
}
