package io.gatehouse.load.cli;

import io.gatehouse.load.scenario.Load;
import io.gatehouse.load.scenario.Pairs;
import io.gatehouse.load.scenario.Scenario;
import picocli.CommandLine.Command;

/** Each even device publishes to the odd one behind it. */
@Command(
        name = "pairs",
        description = "Each even device publishes to the odd one behind it.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class PairsCommand extends ScenarioCommand {
    @Override
    int leastDevices() {
        return Pairs.LEAST_DEVICES;
    }

    @Override
    Scenario scenario(Cast cast, Load load) {
        return new Pairs(load);
    }
}
