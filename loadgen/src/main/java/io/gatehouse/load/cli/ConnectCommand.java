package io.gatehouse.load.cli;

import io.gatehouse.load.scenario.Connecting;
import io.gatehouse.load.scenario.Load;
import io.gatehouse.load.scenario.Scenario;
import picocli.CommandLine.Command;

/** Handshakes and CONNECTs, at a rate. */
@Command(
        name = "connect",
        description = "Handshakes and CONNECTs, at a rate.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class ConnectCommand extends ScenarioCommand {
    private static final double USUAL = 100;

    @Override
    double usualConnectRate() {
        return USUAL;
    }

    @Override
    Scenario scenario(Cast cast, Load load) {
        return new Connecting(load);
    }
}
