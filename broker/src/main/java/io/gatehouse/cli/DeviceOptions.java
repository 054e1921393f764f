package io.gatehouse.cli;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which device {@code pub} and {@code sub} are, and where they connect to. */
final class DeviceOptions {
    @Option(names = "--as", required = true, paramLabel = "FOLDER", description = "a folder that thing create made")
    @SuppressWarnings("NullAway.Init") // required
    Path as;

    @Option(names = "--host", description = "of the broker (default: as the folder says)")
    @Nullable
    String host;

    @Option(names = "--port", description = "of the broker (default: as the folder says)")
    @Nullable
    Integer port;

    @Option(
            names = "--client-id",
            paramLabel = "ID",
            description =
                    "default: THING.COMMAND-XXXX, another one every time, so that the device itself is not disturbed")
    @Nullable
    String clientId;

    @Option(
            names = {"-q", "--qos"},
            defaultValue = "1",
            description = "0, 1 or 2 (default: ${DEFAULT-VALUE})")
    int qos = 1;

    @Option(
            names = "--mqtt",
            paramLabel = "VERSION",
            defaultValue = "5",
            description = "3 or 5 (default: ${DEFAULT-VALUE})")
    int mqtt = 5;

    /** Reads the folder and decides who we are. */
    DeviceTarget target(Console console, String verb) {
        if (qos < 0 || qos > 2) {
            throw CommandFailure.usage("not connected", "--qos: " + qos + " (expected: 0, 1 or 2)", "give one of them");
        }
        if (mqtt != 3 && mqtt != 5) {
            throw CommandFailure.usage("not connected", "--mqtt: " + mqtt + " (expected: 3 or 5)", "give one of them");
        }
        ThingFolder folder = new ThingFolder(console.environment().resolve(as));
        ThingFolder.Endpoint endpoint = folder.endpoint();
        String looseness = folder.looseness();
        if (!looseness.isEmpty()) {
            console.note("warning: " + looseness);
        }
        return new DeviceTarget(
                folder,
                host != null ? host : endpoint.host(),
                port != null ? port : endpoint.port(),
                clientId != null ? clientId : endpoint.thing() + "." + verb + "-" + unique(),
                console.options().timeout());
    }

    // A point cannot stand in a thing's name, so this is never another thing's client id; the policy of a thing's own
    // topics allows it for that reason.
    private static String unique() {
        byte[] random = new byte[3];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
