package io.gatehouse.load.cli;

import io.gatehouse.cli.ExitCode;
import io.gatehouse.load.Run;
import io.gatehouse.load.device.FleetOptions;
import io.gatehouse.load.fleet.Problem;
import io.gatehouse.load.measure.Assertion;
import io.gatehouse.load.report.RunReport;
import io.gatehouse.load.scenario.Mixed;
import io.gatehouse.load.scenario.Scenario;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * From flags to an exit code: everything is checked, the fleet made and registered, one device tried, and only then the
 * scenario played, which ends with its report.
 */
abstract class ScenarioCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    CommandSpec spec;

    @Mixin
    final TargetOptions target = new TargetOptions();

    @Mixin
    final IdentityOptions identities = new IdentityOptions();

    @Mixin
    final TlsChoice tls = new TlsChoice();

    @Mixin
    final LoadOptions load = new LoadOptions();

    @Mixin
    final OutputOptions output = new OutputOptions();

    @Mixin
    final Bounds bounds = new Bounds();

    /** What is wrong with what only this scenario has. */
    List<Problem> problems() {
        return List.of();
    }

    /** Once the fleet is known to the broker. */
    abstract Scenario scenario(Cast cast);

    /** Connects a second where none are asked for; 0 for as fast as they are answered. */
    double usualConnectRate() {
        return 0;
    }

    /** Of a fleet of so many, those that are to be bad, in their order; the last ones. */
    List<Mixed.Fault> faults() {
        return List.of();
    }

    @Override
    public Integer call() throws Exception {
        try {
            List<Problem> problems = new ArrayList<>(bounds.problems(identities, load));
            problems.addAll(problems());
            List<Assertion.Limit> limits = limits(problems);
            Refused.ifAny(problems);
            if (identities.printCa != null) {
                Preparation.writeAuthority(identities)
                        .forEach(spec.commandLine().getOut()::println);
                return ExitCode.OK;
            }
            Cast cast = new Preparation(
                            target,
                            identities,
                            tls,
                            faults(),
                            spec.commandLine().getOut())
                    .cast();
            try {
                return played(cast, limits);
            } finally {
                cast.farewell().get().forEach(this::complain);
            }
        } catch (Refused refused) {
            refused.lines().forEach(this::complain);
            return refused.exitCode();
        }
    }

    private void complain(String line) {
        spec.commandLine().getErr().println("gatehouse load: " + line);
    }

    private List<Assertion.Limit> limits(List<Problem> problems) {
        List<Assertion.Limit> limits = new ArrayList<>();
        for (String text : output.assertions) {
            switch (Assertion.of(text)) {
                case Assertion.Limit limit -> limits.add(limit);
                case Assertion.Unreadable unreadable ->
                    problems.add(Problem.input("--assert: " + unreadable.why(), "see --help"));
            }
        }
        return limits;
    }

    private int played(Cast cast, List<Assertion.Limit> limits) throws InterruptedException, IOException {
        FleetOptions options = options(cast);
        Instant begun = Instant.now();
        try (Audience audience = Audience.of(output, spec.commandLine().getOut())) {
            Problem problem = Rehearsal.of(options, cast.identities().getFirst());
            if (problem != null) {
                throw new Refused(problem);
            }
            Run run = new Run(load.load(cast.topics() + "%c", usualConnectRate()), audience::look);
            try (Interruption stop = new Interruption(run::stop)) {
                run.play(scenario(cast), options, cast.identities());
                return audience.tell(report(cast, begun, run, limits));
            }
        } catch (SSLException e) {
            throw new Refused(
                    Problem.input("TLS: " + e.getMessage(), "look at --tls, --ciphers, --groups and --engine"));
        }
    }

    private RunReport report(Cast cast, Instant begun, Run run, List<Assertion.Limit> limits) {
        List<String> arguments = spec.root().commandLine().getParseResult().originalArgs();
        return new RunReport(
                spec.name(),
                "gatehouse load " + String.join(" ", arguments),
                begun,
                Setting.of(this, cast),
                Setting.machine(),
                run.timeline(),
                run.findings(),
                limits.stream().map(limit -> limit.judge(run.timeline())).toList());
    }

    private FleetOptions options(Cast cast) {
        return new FleetOptions(
                cast.broker(),
                tls.options(cast.authorities(), cast.engine()),
                load.sources,
                load.mqtt == 5,
                load.timeout,
                load.threads);
    }
}
