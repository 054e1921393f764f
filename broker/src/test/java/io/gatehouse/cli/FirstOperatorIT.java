package io.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.ControlSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first operator, made from another machine with the token that the broker was given. */
final class FirstOperatorIT {
    private static final String TOKEN = "5d9f0c4b1a3e4f60b1c2d3e4f5a60718";

    @TempDir
    private Path folder;

    private RunningBroker broker;

    @BeforeEach
    void start() throws IOException {
        broker = RunningBroker.start(
                Compatibility.EXTENDED,
                from -> RunningBroker.withControl(from, new ControlSettings(true, "0.0.0.0", 0, "", TOKEN)));
        RunningBroker.stranger("somebody").writeTo(folder); // ca.pem is whom to trust
        Files.writeString(folder.resolve("token"), TOKEN + "\n");
        Files.writeString(folder.resolve("wrong"), "0".repeat(32));
    }

    @AfterEach
    void stop() {
        broker.stop();
    }

    private CommandRun add(String context, String operator, String tokenFile, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "context",
                "add",
                context,
                "--endpoint",
                "https://localhost:" + broker.controlPlane().getPort(),
                "--ca",
                "ca.pem",
                "--operator",
                operator,
                "--bootstrap-token-file",
                tokenFile));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    private CommandRun run(String... arguments) {
        return CommandRun.in(
                folder, Map.of("HOME", folder.resolve("home").toString()), "", false, CommandRun.NOTHING, arguments);
    }

    @Test
    void the_holder_of_the_token_becomes_administrator_once_and_nobody_else_does() throws Exception {
        CommandRun wrong = add("prod", "eve", "wrong");
        CommandRun badName = add("prod", "a b", "token");
        CommandRun both = add("prod", "ada", "token", "--access-key-id", "GHAK0123456789ABCDEF");
        CommandRun first = add("prod", "ada", "token");
        CommandRun second = add("other", "eve", "token");

        assertThat(wrong.exitCode()).isEqualTo(ExitCode.NOT_AUTHORISED);
        assertThat(wrong.err()).contains("token: wrong or used", "gatehouse operator create");
        assertThat(badName.err()).contains("name: (expected: 1 to 64 letters");
        assertThat(both.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.out() + first.err()).doesNotContain(TOKEN);
        assertThat(second.exitCode()).isEqualTo(ExitCode.NOT_AUTHORISED);
        CommandRun things = run("thing", "ls", "--context", "prod");
        assertThat(things.exitCode()).as(things.err()).isZero();
        assertThat(beside("operator", "ls")).contains("ada", "ADMIN").doesNotContain("eve");
        assertThat(beside("audit", "ls", "-o", "json"))
                .contains("holder of the bootstrap token")
                .doesNotContain(TOKEN);
    }

    private String beside(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", broker.folder().toString()));
        return CommandRun.in(folder, all.toArray(String[]::new)).out();
    }
}
