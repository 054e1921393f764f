package io.gatehouse.load.cli;

import io.gatehouse.load.fleet.Problem;
import io.gatehouse.load.scenario.Load;
import io.gatehouse.load.scenario.Mixed;
import io.gatehouse.load.scenario.Mixed.Fault;
import io.gatehouse.load.scenario.Pairs;
import io.gatehouse.load.scenario.Scenario;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Pairs of good devices beside bad ones: unknown authority, revoked, no policy, slow. */
@Command(
        name = "mixed",
        description = "Pairs of good devices beside bad ones: unknown authority, revoked, no policy, slow.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class MixedCommand extends ScenarioCommand {
    @Option(
            names = "--bad",
            paramLabel = "PART",
            defaultValue = "0.2",
            description = "Of the devices (${DEFAULT-VALUE}).")
    double bad = 0.2;

    @Override
    List<Problem> problemsOfScenario() {
        if (!(bad >= 0 && bad <= 1)) {
            return List.of(Problem.input("--bad: " + bad + " (expected: 0 to 1)", "say which part of the devices"));
        }
        return identities.problemsOfRevoking();
    }

    @Override
    List<Fault> faults() {
        int many = (int) Math.round(load.clients * Math.clamp(bad, 0, 1));
        Fault[] all = Fault.values();
        return IntStream.range(0, many).mapToObj(i -> all[i % all.length]).toList();
    }

    @Override
    int leastDevices() {
        return Pairs.LEAST_DEVICES + faults().size();
    }

    @Override
    Scenario scenario(Cast cast, Load load) {
        return new Mixed(load, faults());
    }
}
