package io.gatehouse.load.cli;

import io.gatehouse.load.fleet.Problem;
import io.gatehouse.load.scenario.Load;
import io.gatehouse.load.scenario.Revoke;
import io.gatehouse.load.scenario.Scenario;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Certificates of connected devices are revoked at once; how long until the last is out? */
@Command(
        name = "revoke",
        description = "Certificates of connected devices are revoked at once; how long until the last is out?",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class RevokeCommand extends ScenarioCommand {
    @Option(names = "--revoke", paramLabel = "N", description = "The first so many devices (default: all).")
    @Nullable
    Integer revoked;

    @Override
    List<Problem> problemsOfScenario() {
        return revoked == null || (revoked >= 1 && revoked <= load.clients)
                ? identities.problemsOfRevoking()
                : List.of(Problem.input(
                        "--revoke: " + revoked + " (expected: 1 to " + load.clients + ", the --clients)",
                        "say how many of the devices"));
    }

    @Override
    Scenario scenario(Cast cast, Load load) {
        return new Revoke(
                load, Registered.of(cast), revoked == null ? cast.identities().size() : revoked);
    }
}
