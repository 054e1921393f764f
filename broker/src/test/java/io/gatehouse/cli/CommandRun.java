package io.gatehouse.cli;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** One run of the command in a folder of a test: what it printed and how it ended. */
public record CommandRun(int exitCode, String out, String err) {
    /** Starts no broker. */
    static final BrokerStarter NOTHING = (configuration, source) -> {
        throw new BrokerStarter.StartFailure("this test starts no broker", "none");
    };

    public static CommandRun in(Path folder, String... arguments) {
        return in(folder, Map.of(), "", false, NOTHING, arguments);
    }

    static CommandRun in(
            Path folder,
            Map<String, String> variables,
            String typed,
            boolean terminal,
            BrokerStarter starter,
            String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        var environment = new Environment(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
                new HashMap<>(variables),
                folder,
                terminal);
        int exitCode = GatehouseCommand.execute(environment, starter, arguments);
        return new CommandRun(exitCode, out.toString(), err.toString());
    }
}
