package io.gatehouse.load.cli;

import io.gatehouse.load.scenario.Load;
import io.gatehouse.load.scenario.Scenario;
import io.gatehouse.load.scenario.Shared;
import picocli.CommandLine.Command;

/** All publish, a few share one subscription. */
@Command(
        name = "shared",
        description = "All publish, a few share one subscription.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class SharedCommand extends ScenarioCommand {
    @Override
    int leastDevices() {
        return load.subscribers + 1;
    }

    @Override
    Scenario scenario(Cast cast, Load load) {
        return new Shared(load);
    }
}
