package io.gatehouse.security;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.RunningBroker;
import io.gatehouse.cli.BrokerStarter;
import io.gatehouse.cli.Environment;
import io.gatehouse.cli.GatehouseCommand;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** One run of the command by the operator of a broker. */
record Command(int exitCode, String out, String err) {
    private static final BrokerStarter NOTHING = (_, _) -> {
        throw new BrokerStarter.StartFailure("this test starts no broker", "none");
    };

    /** @param folder where the operator stands */
    static Command run(RunningBroker broker, Path folder, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Environment environment = new Environment(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                new ByteArrayInputStream(new byte[0]),
                Map.of("GATEHOUSE_DATA", broker.folder().toString()),
                folder,
                false);
        int exitCode = GatehouseCommand.execute(environment, NOTHING, arguments);
        return new Command(exitCode, out.toString(), err.toString());
    }

    /** As {@link #run}, with what it prints as JSON. */
    static JsonNode json(RunningBroker broker, Path folder, String... arguments) {
        Command command = run(
                broker,
                folder,
                Stream.concat(Stream.of(arguments), Stream.of("-o", "json")).toArray(String[]::new));
        try {
            return new ObjectMapper().readTree(command.out());
        } catch (JsonProcessingException e) {
            throw new AssertionError(command.toString(), e);
        }
    }
}
