package io.gatehouse.load.cli;

import io.gatehouse.load.Run;
import io.gatehouse.load.device.FleetOptions;
import io.gatehouse.load.fleet.Problem;
import io.gatehouse.load.measure.Assertion;
import io.gatehouse.load.scenario.Load;
import io.gatehouse.load.scenario.Scenario;
import io.gatehouse.load.scenario.Terms;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;

/** One scenario, which ends with its report. */
abstract class ScenarioCommand extends FleetCommand {
    @Mixin
    final LoadOptions load = new LoadOptions();

    /** What is wrong with what only this scenario has. */
    List<Problem> problemsOfScenario() {
        return List.of();
    }

    /** Once the fleet is known to the broker. */
    abstract Scenario scenario(Cast cast, Load load);

    /** Connects a second where none are asked for; 0 for as fast as they are answered. */
    double usualConnectRate() {
        return 0;
    }

    @Override
    final int clients() {
        return load.clients;
    }

    @Override
    final List<Problem> problems() {
        List<Problem> problems =
                new ArrayList<>(bounds.problems(load, identities.areBrought() ? Integer.MAX_VALUE : clients()));
        problems.addAll(problemsOfScenario());
        return problems;
    }

    @Override
    final int play(
            Cast cast, FleetOptions options, List<Assertion.Limit> limits, Audience audience, Interruption interruption)
            throws InterruptedException, IOException {
        Instant begun = Instant.now();
        Load asked = load.load(cast.topics() + "%c", devices.seed);
        Terms terms = devices.terms(usualConnectRate());
        Run run = new Run(terms, audience::look);
        interruption.stops(run::stop);
        run.play(scenario(cast, asked), options, cast.identities());
        return audience.tell(report(spec.name(), begun, Setting.of(this, cast, terms, asked), run, limits));
    }
}
