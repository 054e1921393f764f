package io.gatehouse.load.cli;

import io.gatehouse.load.scenario.FanIn;
import io.gatehouse.load.scenario.Load;
import io.gatehouse.load.scenario.Scenario;
import picocli.CommandLine.Command;

/** All publish, a few get everything. */
@Command(
        name = "fan-in",
        description = "All publish, a few get everything.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class FanInCommand extends ScenarioCommand {
    @Override
    int leastDevices() {
        return load.subscribers + 1;
    }

    @Override
    Scenario scenario(Cast cast, Load load) {
        return new FanIn(load);
    }
}
