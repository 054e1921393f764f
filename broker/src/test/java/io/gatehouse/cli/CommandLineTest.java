package io.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What holds for every command: exit codes, words, and that nothing needs a running broker to say so. */
class CommandLineTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {"", "explode", "thing", "thing explode", "thing create", "conn kick", "up --port x", "pub a b"})
    void a_wrong_command_line_is_usage(String line) {
        CommandRun run = CommandRun.in(folder, line.isEmpty() ? new String[0] : line.split(" "));

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("gatehouse: nothing was done", "  why: ", "  do:  see: gatehouse");
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cert activate |",
                "conn kick |",
                "policy get |",
                "thing create |TOO_LONG|--out|lamp",
                "healthcheck --url |not a url",
                "healthcheck --url |readyz"
            })
    void a_value_that_cannot_be_sent_is_usage_and_no_defect(String line) {
        CommandRun run = CommandRun.in(folder, arguments(line));

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("(expected: ").doesNotContain("defect");
        assertThat(folder).isEmptyDirectory();
    }

    /** What stands before the first bar is split at spaces. */
    private static String[] arguments(String line) {
        String[] parts = line.replace("TOO_LONG", "a".repeat(129)).split("\\|", -1);
        return Stream.concat(
                        Arrays.stream(parts[0].strip().split(" ")),
                        Arrays.stream(parts).skip(1))
                .toArray(String[]::new);
    }

    @ParameterizedTest
    @CsvSource({"up, true", "--data x up --port 0, true", "thing create up, false", "pub --as up up up, false"})
    void only_the_verb_up_logs_as_a_broker(String line, boolean broker) {
        CommandLine command = GatehouseCommand.commandLine(Environment.ofProcess(), CommandRun.NOTHING);

        assertThat(GatehouseCommand.startsBroker(command.parseArgs(line.split(" "))))
                .isEqualTo(broker);
    }

    @Test
    void a_misspelt_verb_is_answered_with_the_likely_one() {
        assertThat(CommandRun.in(folder, "thing", "descrbe", "x").err()).contains("did you mean");
    }

    @ParameterizedTest
    @ValueSource(strings = {"thing ls", "cert ls", "ca ls", "policy ls", "conn ls", "thing create lamp", "healthcheck"})
    void without_a_broker_every_command_says_that_none_runs(String line) {
        CommandRun run = CommandRun.in(folder, line.split(" "));

        assertThat(run.exitCode()).isEqualTo(ExitCode.NOT_REACHABLE);
        assertThat(run.err())
                .contains("no broker runs on", folder.resolve("data").toString(), "./gatehouse up");
        assertThat(folder.resolve("lamp")).doesNotExist();
    }

    @Test
    void the_data_folder_comes_from_the_flag_then_the_environment_then_the_current_folder() {
        Map<String, String> variables = Map.of("GATEHOUSE_DATA", "/from/environment");

        assertThat(CommandRun.in(folder, variables, "", false, CommandRun.NOTHING, "thing", "ls")
                        .err())
                .contains("/from/environment");
        assertThat(CommandRun.in(
                                folder, variables, "", false, CommandRun.NOTHING, "thing", "ls", "--data", "/from/flag")
                        .err())
                .contains("/from/flag");
        assertThat(CommandRun.in(
                                folder, variables, "", false, CommandRun.NOTHING, "--data", "/from/flag", "thing", "ls")
                        .err())
                .contains("/from/flag");
    }

    @Test
    void version_is_printed_for_people_and_for_scripts() throws Exception {
        assertThat(CommandRun.in(folder, "version").out())
                .startsWith("gatehouse ")
                .contains("Java ");
        assertThat(CommandRun.in(folder, "--version").out())
                .isEqualTo(CommandRun.in(folder, "version").out());
        assertThat(new ObjectMapper()
                        .readTree(CommandRun.in(folder, "version", "-o", "json").out())
                        .get("java")
                        .asInt())
                .isGreaterThanOrEqualTo(25);
    }

    @Test
    void the_revision_is_the_commit_it_was_built_from_where_there_is_one() throws Exception {
        assertThat(revision("git.commit.id.abbrev=0854b6c\ngit.dirty=false\n")).isEqualTo("0854b6c");
        assertThat(revision("git.commit.id.abbrev=0854b6c\ngit.dirty=true\n")).isEqualTo("0854b6c-modified");
        assertThat(Version.revision(null)).isEqualTo("unknown");
        assertThat(Version.revision()).matches("unknown|[0-9a-f]{7,}(-modified)?");
    }

    private static String revision(String git) throws Exception {
        return Version.revision(new ByteArrayInputStream(git.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void completion_knows_nouns_and_verbs() {
        CommandRun run = CommandRun.in(folder, "completion");

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run.out())
                .contains("gatehouse_thing_create", "gatehouse_cert_revoke", "healthcheck")
                .containsPattern("gatehouse_billing.?group_add")
                .contains("gatehouse_tag_set");
    }

    @Test
    void every_command_has_help() {
        for (String line : List.of(
                "",
                "up",
                "thing create",
                "cert register",
                "policy attach",
                "billing-group add",
                "tag set",
                "sub",
                "config check")) {
            String[] words = (line + " --help").strip().split(" ");
            CommandRun run = CommandRun.in(folder, words);

            assertThat(run.exitCode()).as(line).isEqualTo(ExitCode.OK);
            assertThat(run.out()).as(line).contains("Usage: gatehouse");
        }
    }

    @Test
    void config_check_names_every_problem_with_its_place() throws Exception {
        Files.writeString(folder.resolve("bad.yaml"), "limits:\n  max-inflght: 7\nadmin:\n  port: many\n");

        CommandRun run = CommandRun.in(folder, "config", "check", "--config", "bad.yaml");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("bad.yaml:2:", "bad.yaml:4:", "correct all 2");
    }

    @Test
    void config_check_prints_values_and_where_they_come_from() throws Exception {
        Files.writeString(folder.resolve("good.yaml"), "admin:\n  port: 8444\n");

        CommandRun run = CommandRun.in(folder, "config", "check", "--config", "good.yaml");

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run.out())
                .containsPattern("admin\\.port +8444 +.*good\\.yaml:2:")
                .containsPattern("admin.host .* default");
    }

    @Test
    void healthcheck_follows_the_readiness_probe() throws Exception {
        AtomicInteger status = new AtomicInteger(200);
        HttpServer probe = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        probe.createContext("/readyz", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(status.get(), -1);
            }
        });
        probe.start();
        String url = "http://127.0.0.1:" + probe.getAddress().getPort() + "/readyz";
        try {
            assertThat(CommandRun.in(folder, "healthcheck", "--url", url).exitCode())
                    .isEqualTo(ExitCode.OK);
            status.set(503);
            assertThat(CommandRun.in(folder, "healthcheck", "--url", url).exitCode())
                    .isEqualTo(ExitCode.FAILED);
        } finally {
            probe.stop(0);
        }
        assertThat(CommandRun.in(folder, "healthcheck", "--url", url).exitCode())
                .isEqualTo(ExitCode.NOT_REACHABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pub --as nowhere a b", "sub --as nowhere a"})
    void a_folder_that_is_none_is_named(String line) {
        CommandRun run = CommandRun.in(folder, line.split(" "));

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("nowhere", "gatehouse thing create NAME --out nowhere");
    }

    @Test
    void a_pem_file_is_inspected_without_a_broker() throws Exception {
        Path root = io.gatehouse.pki.DevelopmentCa.openOrCreate(folder.resolve("pki-of-test"))
                .rootPem();

        CommandRun run = CommandRun.in(folder, "cert", "inspect", root.toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).containsPattern("id +[0-9a-f]{64}").contains("EC 256");
    }

    @Test
    void color_is_for_terminals_and_can_be_switched_off() {
        assertThat(config(Map.of(), true)).contains("\u001b[1m");
        assertThat(config(Map.of(), false)).doesNotContain("\u001b");
        assertThat(config(Map.of("NO_COLOR", "1"), true)).doesNotContain("\u001b");
        assertThat(config(Map.of(), true, "--no-color")).doesNotContain("\u001b");
    }

    private String config(Map<String, String> variables, boolean terminal, String... more) {
        String[] words = java.util.stream.Stream.concat(
                        java.util.stream.Stream.of("config", "check"), java.util.Arrays.stream(more))
                .toArray(String[]::new);
        return CommandRun.in(folder, variables, "", terminal, CommandRun.NOTHING, words)
                .out();
    }
}
