package io.gatehouse.admission;

import io.gatehouse.operator.Operator;
import io.gatehouse.operator.Operators;
import io.gatehouse.policy.CompiledPolicy;
import io.gatehouse.registry.Policy;
import io.gatehouse.registry.Registry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The operators as clients of the data plane: who of them may come in, and by which policies. A role counts for nothing
 * here (decision 0018). Any thread; memory only.
 */
public final class Signers {
    private final Operators operators;
    private final Registry registry;

    public Signers(Operators operators, Registry registry) {
        this.operators = operators;
        this.registry = registry;
    }

    /** Whether the operator is there and enabled, and still has the key that signed. */
    boolean isLetIn(Signer signer) {
        Operator operator = operators.enabled(signer.operator());
        String key = signer.accessKeyId();
        return operator != null && (key == null || operator.hasKey(key));
    }

    /**
     * The policies attached to an operator, as they are in force. None at all where one of them is gone: it may have
     * been the one that denied.
     */
    List<CompiledPolicy> policiesOf(Signer signer) {
        Operator operator = operators.enabled(signer.operator());
        List<CompiledPolicy> compiled = new ArrayList<>();
        for (String name : operator == null ? List.<String>of() : operator.policies()) {
            Policy policy = registry.policy(name);
            if (policy == null) {
                return List.of();
            }
            compiled.add(policy.compiled());
        }
        return compiled;
    }

    /** Changes with everything that can change an answer, beside the registry. */
    long epoch() {
        return operators.epoch();
    }

    /** What is said of one who is not let in. */
    static String detail(@Nullable Signer signer) {
        return signer == null
                ? "no operator"
                : "operator " + signer.operator()
                        + (signer.accessKeyId() == null ? "" : ", access key " + signer.accessKeyId())
                        + " (expected: an operator who is enabled and has that key)";
    }
}
