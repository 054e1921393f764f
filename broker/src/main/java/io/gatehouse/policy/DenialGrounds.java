package io.gatehouse.policy;

import java.util.List;

/**
 * What a denial can be explained from at any later time: the policies and the values that counted when it was decided,
 * so that the explanation is that of the moment, whatever has changed since. Immutable, any thread.
 *
 * <p>It refers to what others hold anyway and copies nothing: to make one costs an object, to explain it more than the
 * decision did.
 */
public final class DenialGrounds {
    private static final int OWN_BYTES = 192; // this, the list, what the variables are kept in

    private final List<CompiledPolicy> policies;
    private final Variables variables;
    private final Action action;
    private final String name;

    DenialGrounds(List<CompiledPolicy> policies, Variables variables, Action action, String name) {
        this.policies = policies;
        this.variables = variables;
        this.action = action;
        this.name = name;
    }

    /** What was asked about, as policies name it: {@code topic/a/b}. */
    public String resource() {
        return action.resourcePrefix() + name;
    }

    /** Walks over every statement. */
    public Explanation explain() {
        return StatementWalk.of(policies, variables, action, name).explanation();
    }

    /** The policies it keeps from being collected, once they are replaced: shared with whoever else has them. */
    public List<CompiledPolicy> policies() {
        return policies;
    }

    /** About what it takes on the heap beside the policies, in bytes. */
    public int weight() {
        return OWN_BYTES + 2 * name.length() + variables.weight();
    }
}
