package io.gatehouse.load.fleet;

import io.gatehouse.FleetBroker;
import io.gatehouse.control.CertificateApi;
import io.gatehouse.pki.KeyKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * How long it takes to make a fleet, to make it known to a broker with its real store (fsync always), to revoke and to
 * remove it. A program and no test; its argument is the number of devices, and the folder for the broker's data where
 * that is not the system's for temporary files.
 */
public final class FleetFigures {
    private FleetFigures() {}

    public static void main(String[] arguments) throws Exception {
        int devices = Integer.parseInt(arguments[0]);
        Path data = arguments.length > 1
                ? Files.createTempDirectory(Path.of(arguments[1]), "fleet")
                : Files.createTempDirectory("fleet");
        try (FleetBroker _ = FleetBroker.start(data);
                Registration registration = value(Registration.open(data))) {
            Mint mint = value(Mint.ofBroker(data));
            FleetPolicy policy = value(FleetPolicy.ofRun("figures", registration.broker()));
            mint.identities(NameTemplate.DEFAULT, 0, 500, KeyKind.P256, Progress.NONE); // loads classes
            List<Identity> fleet = timed(
                    "minted",
                    devices,
                    () -> mint.identities(NameTemplate.DEFAULT, 0, devices, KeyKind.P256, Progress.NONE));
            tell(timed("registered", devices, () -> value(registration.register(policy, fleet, Progress.NONE))));
            tell(timed("registered again", devices, () -> value(registration.register(policy, fleet, Progress.NONE))));
            tell(timed(
                    "revoked",
                    devices,
                    () -> value(registration.setStatus(fleet, CertificateApi.Status.REVOKED, Progress.NONE))));
            tell(timed("removed", devices, () -> value(registration.remove(fleet, Progress.NONE))));
        }
    }

    private static <T> T timed(String what, int count, Callable<T> work) throws Exception {
        long begun = System.nanoTime();
        T result = work.call();
        double seconds = (System.nanoTime() - begun) / 1e9;
        System.out.printf("%s: %d in %.2f s, %.0f a second%n", what, count, seconds, count / seconds);
        return result;
    }

    private static void tell(Registration.Tally tally) {
        System.out.printf(
                "  done %d, unchanged %d, refused %d%n",
                tally.done(), tally.unchanged(), tally.refused().size());
    }

    private static <T> T value(Attempt<T> attempt) {
        return switch (attempt) {
            case Attempt.Done<T>(T value) -> value;
            case Attempt.Failed<T>(Problem problem) -> throw new IllegalStateException(problem.line());
        };
    }
}
