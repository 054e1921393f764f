package io.gatehouse.load.cli;

import io.gatehouse.load.fleet.Problem;
import io.gatehouse.pki.KeyKind;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who the devices are. */
final class IdentityOptions {
    @Option(
            names = "--name",
            paramLabel = "TEMPLATE",
            defaultValue = "load-%i",
            description = "Client ids, and things; %%i is the device's number, %%06i with zeros (load-%%i).")
    String name = "load-%i";

    @Option(
            names = "--key-type",
            paramLabel = "KIND",
            defaultValue = "P256",
            description = "Keys that are made: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    KeyKind keyType = KeyKind.P256;

    @Option(
            names = "--devices",
            paramLabel = "FOLDER",
            description = "Bring your own: a folder with one folder for each device, as gatehouse thing create makes"
                    + " them, or with pairs of NAME.crt or .pem and NAME.key.")
    @Nullable
    Path devices;

    @Option(names = "--devices-csv", paramLabel = "FILE", description = "Bring your own: rows of name,certificate,key.")
    @Nullable
    Path csv;

    @Option(names = "--cert", paramLabel = "FILE", description = "One certificate for all devices, with --key.")
    @Nullable
    Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "Its key.")
    @Nullable
    Path key;

    @Option(
            names = "--save",
            paramLabel = "FOLDER",
            description = "Write the devices that are made to a new folder, as --devices takes them, and leave them"
                    + " registered.")
    @Nullable
    Path save;

    @Option(names = "--keep", description = "Leave the fleet registered when the run is over.")
    boolean keep;

    @Option(
            names = "--print-ca",
            paramLabel = "FILE",
            description = "Make the fleet by an authority of its own under --authority, write its certificate to this"
                    + " file for a broker that is not Gatehouse, and end.")
    @Nullable
    Path printCa;

    @Option(
            names = "--authority",
            paramLabel = "FOLDER",
            description = "Folder of an authority of the fleet's own, made at its first use; with --foreign.")
    @Nullable
    Path authority;

    /** Whether they stay registered behind the run. */
    boolean stay() {
        return keep || save != null;
    }

    /** What is wrong with them together. */
    List<Problem> problems() {
        return areBrought() && save != null
                ? List.of(Problem.input(
                        "--save: the devices are brought along (expected: those that are made)", "leave one out"))
                : List.of();
    }

    boolean areBrought() {
        return devices != null || csv != null || certificate != null;
    }

    /** What is wrong with a scenario that revokes certificates, which is for good. */
    List<Problem> problemsOfRevoking() {
        return areBrought() || save != null
                ? List.of(Problem.input(
                        "--devices, --devices-csv, --cert, --save: this scenario revokes certificates for good (expected:"
                                + " those that are made for it)",
                        "leave them out"))
                : List.of();
    }
}
