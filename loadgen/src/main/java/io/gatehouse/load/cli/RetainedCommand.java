package io.gatehouse.load.cli;

import io.gatehouse.load.scenario.Load;
import io.gatehouse.load.scenario.Retained;
import io.gatehouse.load.scenario.Scenario;
import picocli.CommandLine.Command;

/** Each publishes a retained message, then a few ask for all of them. */
@Command(
        name = "retained",
        description = "Each publishes a retained message, then a few ask for all of them.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class RetainedCommand extends ScenarioCommand {
    @Override
    int leastDevices() {
        return load.subscribers + 1;
    }

    @Override
    Scenario scenario(Cast cast, Load load) {
        return new Retained(load);
    }
}
