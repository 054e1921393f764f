package io.gatehouse.load.cli;

import io.gatehouse.load.fleet.Problem;
import io.gatehouse.load.scenario.Load;
import io.gatehouse.load.scenario.Pairs;
import io.gatehouse.load.scenario.Rotate;
import io.gatehouse.load.scenario.Scenario;
import java.util.List;
import picocli.CommandLine.Command;

/** Pairs, whose publishers get new certificates while they publish. */
@Command(
        name = "rotate",
        description = "Pairs, whose publishers get new certificates while they publish.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class RotateCommand extends ScenarioCommand {
    @Override
    List<Problem> problemsOfScenario() {
        return identities.problemsOfRevoking();
    }

    @Override
    int leastDevices() {
        return Pairs.LEAST_DEVICES;
    }

    @Override
    Scenario scenario(Cast cast, Load load) {
        return new Rotate(load, Registered.of(cast));
    }
}
