package io.gatehouse.control;

import io.gatehouse.admission.Simulation;
import io.gatehouse.policy.PolicyLimits;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.registry.Registry;

/** What can be asked about policies without changing one: lint, simulation, dry run. Virtual threads. */
public final class PolicyTools {
    private final PolicyLinter linter;
    private final PolicySimulator simulator;
    private final PolicyTrials trials;

    public PolicyTools(
            Registry registry, PolicyScope scope, PolicyLimits limits, Simulation simulation, LiveUsage live) {
        this.linter = new PolicyLinter(registry, scope, limits);
        this.simulator = new PolicySimulator(registry, scope, limits, simulation);
        this.trials = new PolicyTrials(registry, scope, limits, live);
    }

    void addTo(Administration.Builder operations) {
        operations
                .add(PolicyLintApi.LINT, linter::lint)
                .add(PolicyTestApi.TEST, simulator::test)
                .add(PolicyTrialApi.TRY, trials::tryOut);
    }
}
