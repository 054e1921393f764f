package io.gatehouse.load.cli;

import io.gatehouse.load.device.Device;
import io.gatehouse.load.device.Device.Connected;
import io.gatehouse.load.device.Device.NotConnected;
import io.gatehouse.load.device.DeviceListener;
import io.gatehouse.load.device.Devices;
import io.gatehouse.load.device.Failure;
import io.gatehouse.load.device.FleetOptions;
import io.gatehouse.load.device.Session;
import io.gatehouse.load.fleet.Identity;
import io.gatehouse.load.fleet.Problem;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One device tries before the fleet does, so that what is wrong with all of them is one line. */
final class Rehearsal {
    private static final DeviceListener NOBODY = new DeviceListener() {};

    private Rehearsal() {}

    /**
     * Blocks until it is connected and gone again.
     *
     * @return why the fleet need not try, {@code null} where it may
     */
    static @Nullable Problem of(FleetOptions options, Identity identity) throws SSLException {
        try (Devices devices = new Devices(options, List.of(identity), NOBODY)) {
            Device device = devices.device(0);
            return switch (device.connect(Session.transientOne(0), false).join()) {
                case Connected connected -> {
                    device.disconnect().join();
                    yield null;
                }
                case NotConnected(Failure failure) -> problem(options, identity, failure);
            };
        }
    }

    private static Problem problem(FleetOptions options, Identity identity, Failure failure) {
        String where = options.broker().getHostString() + ":" + options.broker().getPort();
        return Problem.broker("device " + identity.name() + " at " + where + ": " + failure, remedy(failure));
    }

    private static String remedy(Failure failure) {
        return switch (failure.kind()) {
            case REFUSED -> "start the broker, or name its --host and --port";
            case TIMED_OUT -> "look whether the broker answers there, or allow more with --timeout";
            case TLS_ALERT -> "the broker does not take this certificate or these TLS options: look into its log";
            case TLS -> "look at --ca, --sni, --tls and --groups";
            case CONNACK -> "the certificate is known and may not connect under this name: look at its policy";
            case REFUSED_PACKET, DISCONNECT, CLOSED -> "look into the broker's log";
            case GENERATOR -> "give the generator what it lacks";
        };
    }
}
