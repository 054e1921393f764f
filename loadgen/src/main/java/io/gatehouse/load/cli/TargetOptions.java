package io.gatehouse.load.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which broker. */
final class TargetOptions {
    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "Data folder of the Gatehouse that is loaded (default: GATEHOUSE_DATA, or ./data): the fleet"
                    + " is made by its authority and registered with it.")
    @Nullable
    Path data;

    @Option(names = "--host", paramLabel = "HOST", description = "Where to connect (default: what the broker says).")
    @Nullable
    String host;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Where to connect (default: what the broker says, 8883).")
    @Nullable
    Integer port;

    @Option(
            names = "--foreign",
            description = "The broker is not a Gatehouse of this machine: nothing is registered. It has to know the"
                    + " fleet already: see --devices, and --print-ca.")
    boolean foreign;

    @Option(names = "--remote", description = "Allow a host that is not this machine.")
    boolean remote;
}
