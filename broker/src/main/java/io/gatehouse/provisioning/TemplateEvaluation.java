package io.gatehouse.provisioning;

/** What came of a template with the values of one device. */
public sealed interface TemplateEvaluation {
    record Planned(ProvisioningPlan plan) implements TemplateEvaluation {}

    /** @param problem of the values, with the place in the template where they are used */
    record Refused(String problem) implements TemplateEvaluation {}
}
