package io.gatehouse.load.cli;

import io.gatehouse.load.Run;
import io.gatehouse.load.device.FleetOptions;
import io.gatehouse.load.fleet.Identity;
import io.gatehouse.load.fleet.Problem;
import io.gatehouse.load.measure.Assertion;
import io.gatehouse.load.scenario.Scripted;
import io.gatehouse.load.script.Script;
import io.gatehouse.load.script.ScriptReader;
import io.gatehouse.load.script.ScriptReader.Reading;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What somebody has written down. */
@Command(
        name = "run",
        description = "A scenario file: groups of devices, their messages, and phases. Its form: loadgen/README.md.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class RunCommand extends FleetCommand {
    @Parameters(paramLabel = "FILE", description = "YAML.")
    @SuppressWarnings("NullAway.Init") // by picocli
    Path file;

    private @Nullable Reading reading;

    private Reading reading() {
        if (reading == null) {
            reading = ScriptReader.read(file, devices.seed);
        }
        return reading;
    }

    @Override
    List<Problem> problems() {
        Script script = reading().script();
        List<Problem> problems = new ArrayList<>(reading().problems());
        if (script != null) {
            problems.addAll(bounds.problems(script));
        }
        return problems;
    }

    @Override
    int clients() {
        Script script = reading().script();
        return script == null ? 1 : script.clients();
    }

    /** As many as its groups have together. */
    @Override
    int leastDevices() {
        return clients();
    }

    @Override
    int play(
            Cast cast, FleetOptions options, List<Assertion.Limit> limits, Audience audience, Interruption interruption)
            throws InterruptedException, IOException {
        Script script = Objects.requireNonNull(reading().script());
        List<Identity> fleet = cast.identities();
        Instant begun = Instant.now();
        Run run = new Run(devices.terms(0), audience::look);
        String topics = Objects.requireNonNullElse(script.topics(), cast.topics());
        interruption.stops(run::stop);
        run.play(new Scripted(script, topics), options, fleet.subList(0, script.clients()));
        return audience.tell(report(spec.name(), begun, Setting.of(this, cast, script), run, limits));
    }
}
