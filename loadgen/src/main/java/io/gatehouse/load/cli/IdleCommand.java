package io.gatehouse.load.cli;

import io.gatehouse.load.scenario.Idle;
import io.gatehouse.load.scenario.Load;
import io.gatehouse.load.scenario.Scenario;
import picocli.CommandLine.Command;

/** Connects all devices and holds them. */
@Command(
        name = "idle",
        description = "Connects all devices and holds them.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class IdleCommand extends ScenarioCommand {
    @Override
    Scenario scenario(Cast cast, Load load) {
        return new Idle(load);
    }
}
