package io.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.RunningBroker;
import io.gatehouse.config.Compatibility;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A broker with a control plane, and a user on another machine: a folder and a home of its own. */
final class RemoteGround implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    final RunningBroker broker;
    final Path folder;
    final Map<String, String> variables = new HashMap<>();

    /** An access key as {@code operator create} printed it. */
    record Key(String id, String secret) {}

    RemoteGround(Path folder) {
        this.folder = folder;
        this.broker = RunningBroker.start(Compatibility.EXTENDED, RunningBroker::withControl);
        RunningBroker.stranger("somebody").writeTo(folder); // ca.pem is whom to trust
        variables.put("HOME", folder.resolve("home").toString());
    }

    /** On the broker's machine. */
    CommandRun beside(String... arguments) {
        return CommandRun.in(
                folder,
                Stream.concat(
                                Stream.of(arguments),
                                Stream.of("--data", broker.folder().toString()))
                        .toArray(String[]::new));
    }

    /** On the user's. */
    CommandRun run(String... arguments) {
        return typing("", arguments);
    }

    CommandRun typing(String typed, String... arguments) {
        return CommandRun.in(folder, variables, typed, false, CommandRun.NOTHING, arguments);
    }

    CommandRun done(String... arguments) {
        CommandRun run = run(arguments);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run;
    }

    JsonNode json(String... arguments) throws IOException {
        return JSON.readTree(done(Stream.concat(Stream.of(arguments), Stream.of("-o", "json"))
                        .toArray(String[]::new))
                .out());
    }

    Key operator(String name, String role) throws IOException {
        CommandRun made = beside("operator", "create", name, "--role", role, "-o", "json");
        assertThat(made.exitCode()).as(made.err()).isZero();
        JsonNode key = JSON.readTree(made.out());
        return new Key(
                key.path("accessKeyId").asText(), key.path("secretAccessKey").asText());
    }

    /** Adds a context of that operator's access key. */
    CommandRun add(String context, Key key, String... more) {
        List<String> arguments = List.of(
                "context",
                "add",
                context,
                "--endpoint",
                broker.controlPlane().toString(),
                "--ca",
                "ca.pem",
                "--access-key-id",
                key.id());
        return typing(
                key.secret() + "\n",
                Stream.concat(arguments.stream(), Stream.of(more)).toArray(String[]::new));
    }

    /** A context of a new operator, in use from now on. */
    void use(String context, String role) throws IOException {
        assertThat(add(context, operator(context + "-operator", role)).exitCode())
                .isZero();
        done("context", "use", context);
    }

    Path write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }

    @Override
    public void close() {
        broker.close();
    }
}
