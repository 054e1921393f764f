package io.gatehouse.policy;

/**
 * A question that was answered with no, so that the answer can be explained if somebody wants to know. Confined as its
 * permissions are.
 *
 * @param name the client id, topic, or text of the filter
 */
public record Denial(Permissions permissions, Action action, String name) {
    /** What was asked about, as policies name it: {@code topic/a/b}. */
    public String resource() {
        return action.resourcePrefix() + name;
    }

    /** Which no it was; decides anew. */
    public Decision decision() {
        return permissions.decide(action, name);
    }

    /** Costs more than the decision: for refusals that are told. */
    public Explanation explain() {
        return permissions.explain(action, name);
    }

    /** To explain it later, on any thread. */
    public DenialGrounds grounds() {
        return permissions.grounds(action, name);
    }
}
