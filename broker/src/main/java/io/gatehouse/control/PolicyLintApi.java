package io.gatehouse.control;

import java.util.List;

/** The operation that looks at a stored policy again, and its shapes. */
public final class PolicyLintApi {
    public static final Operation<PolicyApi.Name, Linted> LINT =
            new Operation<>("policy/lint", PolicyApi.Name.class, Linted.class);

    private PolicyLintApi() {}

    /**
     * What is legal and probably not meant.
     *
     * @param source the policy, or the file
     * @param findings first of each statement, then of statements that have to do with each other
     */
    public record Linted(String source, List<PolicyApi.Finding> findings) {}
}
