package io.gatehouse.load.cli;

import io.gatehouse.cli.ExitCode;
import io.gatehouse.load.Run;
import io.gatehouse.load.device.FleetOptions;
import io.gatehouse.load.fleet.Problem;
import io.gatehouse.load.measure.Assertion;
import io.gatehouse.load.report.RunReport;
import io.gatehouse.load.scenario.Mixed;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * From flags to an exit code: everything is checked, the fleet made and registered, one device tried, and only then
 * played what the command is for.
 */
abstract class FleetCommand implements Callable<Integer> {
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
    final DeviceOptions devices = new DeviceOptions();

    @Mixin
    final OutputOptions output = new OutputOptions();

    @Mixin
    final Bounds bounds = new Bounds();

    /** What is wrong with what this command has beside these options. */
    abstract List<Problem> problems();

    /** How many devices there have to be. */
    abstract int clients();

    /** With fewer devices there is nothing to play. */
    int leastDevices() {
        return 1;
    }

    /** Of a fleet of so many, those that are to be bad, in their order; the last ones. */
    List<Mixed.Fault> faults() {
        return List.of();
    }

    /**
     * With a fleet that the broker knows, of which one device was let in.
     *
     * @param interruption is told what it stops
     * @return the exit code
     * @throws SSLException where the TLS library does not take the options
     */
    abstract int play(
            Cast cast, FleetOptions options, List<Assertion.Limit> limits, Audience audience, Interruption interruption)
            throws InterruptedException, IOException;

    @Override
    public final Integer call() throws Exception {
        try {
            List<Problem> problems = new ArrayList<>(bounds.problems(devices, clients()));
            problems.addAll(problems());
            problems.addAll(identities.problems());
            problems.addAll(output.problems());
            if (problems.isEmpty() && !identities.areBrought()) {
                problems.addAll(tooFew(clients(), "--clients"));
            }
            List<Assertion.Limit> limits = limits(problems);
            Refused.ifAny(problems);
            if (identities.printCa != null) {
                Preparation.writeAuthority(identities)
                        .forEach(spec.commandLine().getOut()::println);
                return ExitCode.OK;
            }
            return played(limits);
        } catch (Refused refused) {
            refused.lines().forEach(this::complain);
            return refused.exitCode();
        }
    }

    private int played(List<Assertion.Limit> limits) throws InterruptedException, IOException {
        var preparation = new Preparation(
                target, identities, clients(), tls, faults(), spec.commandLine().getOut());
        try (Audience audience = Audience.of(output, spec.commandLine().getOut());
                Interruption interruption = new Interruption()) {
            Cast cast = preparation.cast();
            try {
                Refused.ifAny(tooFew(cast.identities().size(), "devices"));
                FleetOptions options = options(cast);
                Problem problem = Rehearsal.of(options, cast.identities().getFirst());
                if (problem != null) {
                    throw new Refused(problem);
                }
                return play(cast, options, limits, audience, interruption);
            } finally {
                cast.farewell().get().forEach(this::complain);
            }
        } catch (SSLException e) {
            throw new Refused(
                    Problem.input("TLS: " + e.getMessage(), "look at --tls, --ciphers, --groups and --engine"));
        }
    }

    private List<Problem> tooFew(int devices, String what) {
        return devices >= leastDevices()
                ? List.of()
                : List.of(Problem.input(
                        what + ": " + devices + " (expected: " + leastDevices() + " or more for this scenario)",
                        "take more"));
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

    private FleetOptions options(Cast cast) {
        return new FleetOptions(
                cast.broker(),
                tls.options(cast.authorities(), cast.engine()),
                devices.sources,
                devices.mqtt == 5,
                devices.timeout,
                devices.threads);
    }

    /**
     * What there is to say of a run that is over.
     *
     * @param title what was played, as it is called on the command line
     */
    final RunReport report(
            String title, Instant begun, Map<String, String> setting, Run run, List<Assertion.Limit> limits) {
        List<String> arguments = spec.root().commandLine().getParseResult().originalArgs();
        return new RunReport(
                title,
                "gatehouse load " + String.join(" ", arguments),
                begun,
                setting,
                Setting.machine(),
                run.timeline(),
                run.findings(),
                limits.stream().map(limit -> limit.judge(run.timeline())).toList());
    }
}
