package io.gatehouse.load.cli;

import io.gatehouse.load.scenario.FanOut;
import io.gatehouse.load.scenario.Load;
import io.gatehouse.load.scenario.Pairs;
import io.gatehouse.load.scenario.Scenario;
import picocli.CommandLine.Command;

/** One publishes, all others get it. */
@Command(
        name = "fan-out",
        description = "One publishes, all others get it.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class FanOutCommand extends ScenarioCommand {
    @Override
    int leastDevices() {
        return Pairs.LEAST_DEVICES;
    }

    @Override
    Scenario scenario(Cast cast, Load load) {
        return new FanOut(load);
    }
}
