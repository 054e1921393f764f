package io.gatehouse.load.cli;

import io.gatehouse.load.scenario.Load;
import io.gatehouse.load.scenario.Offline;
import io.gatehouse.load.scenario.Pairs;
import io.gatehouse.load.scenario.Scenario;
import picocli.CommandLine.Command;

/** Sessions gather a backlog while their devices are away, and drain it. */
@Command(
        name = "offline",
        description = "Sessions gather a backlog while their devices are away, and drain it.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class OfflineCommand extends ScenarioCommand {
    @Override
    int leastDevices() {
        return Pairs.LEAST_DEVICES;
    }

    @Override
    Scenario scenario(Cast cast, Load load) {
        return new Offline(load);
    }
}
