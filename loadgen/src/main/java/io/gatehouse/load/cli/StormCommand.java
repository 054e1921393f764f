package io.gatehouse.load.cli;

import io.gatehouse.load.scenario.Load;
import io.gatehouse.load.scenario.Scenario;
import io.gatehouse.load.scenario.Storm;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** All connections break at once and all devices come back. */
@Command(
        name = "storm",
        description = "All connections break at once and all devices come back.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class StormCommand extends ScenarioCommand {
    @Option(
            names = "--outage",
            description = "Wait for the broker to go, ended by somebody else, in place of dropping the connections.")
    boolean outage;

    @Override
    Scenario scenario(Cast cast, Load load) {
        return new Storm(load, outage);
    }
}
