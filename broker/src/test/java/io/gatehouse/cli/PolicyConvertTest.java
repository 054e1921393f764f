package io.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code policy convert}, as an operator sees it; no broker runs. */
class PolicyConvertTest {
    private static final String ACL = """
            # what a house has
            user lamp
            topic readwrite lamp/#
            topic read site/+/temperature
            topic deny lamp/secret

            user dashboard
            topic read house/+/state
            topic read $SYS/broker/uptime

            pattern write devices/%u/%c/up
            pattern read devices/%u/down/#
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void write() throws Exception {
        Files.writeString(folder.resolve("acl"), ACL);
    }

    private CommandRun run(String... arguments) {
        return CommandRun.in(folder, arguments);
    }

    @Test
    void what_is_written_passes_lint_without_a_finding() {
        CommandRun run = run("policy", "convert", "--from", "mosquitto", "acl", "--out", "policies");

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .startsWith("mosquitto-user-lamp, for the certificates of user lamp\n"
                        + "mosquitto-user-dashboard, for the certificates of user dashboard\n"
                        + "mosquitto-patterns, for every certificate with a user name\n"
                        + "RESERVED at line 9: $SYS/broker/uptime: ")
                .contains("\n  instead: ")
                .contains("CLIENT_IDS: ");
        for (String name : new String[] {"user-lamp", "user-dashboard", "patterns"}) {
            CommandRun lint = run("policy", "lint", "policies/mosquitto-" + name + ".json", "--strict");
            assertThat(lint.out() + lint.err()).contains("nothing to point out");
            assertThat(lint.exitCode()).isZero();
        }
    }

    @Test
    void the_user_name_may_be_the_name_of_the_thing() {
        CommandRun run =
                run("policy", "convert", "--from", "mosquitto", "acl", "--out", "things", "--user-name", "thing");

        assertThat(run.exitCode()).isZero();
        assertThat(folder.resolve("things/mosquitto-patterns.json"))
                .content()
                .contains("topic/devices/${iot:Connection.Thing.ThingName}/${iot:ClientId}/up")
                .doesNotContain("CommonName");
        assertThat(run("policy", "lint", "things/mosquitto-patterns.json", "--strict")
                        .exitCode())
                .isZero();
    }

    @Test
    void without_a_folder_the_documents_are_printed_and_as_json_where_asked_for() throws Exception {
        String text = run("policy", "convert", "--from", "mosquitto", "acl").out();
        JsonNode json = new ObjectMapper()
                .readTree(run("policy", "convert", "--from", "mosquitto", "acl", "-o", "json")
                        .out());

        String document = json.at("/policies/0/document").asText();
        assertThat(json.at("/policies/0/name").asText()).isEqualTo("mosquitto-user-lamp");
        assertThat(new ObjectMapper().readTree(document).at("/Version").asText())
                .isEqualTo("2012-10-17");
        assertThat(text).contains(document.stripTrailing());
        assertThat(json.at("/notes/0/kind").asText()).isEqualTo("RESERVED");
        assertThat(json.at("/notes/0/line").asInt()).isEqualTo(9);
    }

    @Test
    void a_file_that_is_there_stays_and_is_named() throws Exception {
        Files.createDirectory(folder.resolve("policies"));
        Files.writeString(folder.resolve("policies/mosquitto-patterns.json"), "mine");

        CommandRun run = run("policy", "convert", "--from", "mosquitto", "acl", "--out", "policies");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("mosquitto-patterns.json: is there already", "name an empty folder");
        assertThat(folder.resolve("policies")).isDirectoryNotContaining("glob:**user*");
        assertThat(folder.resolve("policies/mosquitto-patterns.json")).hasContent("mine");
    }

    @Test
    void all_mistakes_of_a_file_are_told_at_once() throws Exception {
        Files.writeString(folder.resolve("bad"), "topic reed a\nuser\n");

        CommandRun run = run("policy", "convert", "--from", "mosquitto", "bad");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err())
                .startsWith("gatehouse: bad is no access control file of Mosquitto\n")
                .contains("line 1, column 7: ", "line 2, column 5: ");
        assertThat(run("policy", "convert", "bad").exitCode())
                .as("whose file it is must be said")
                .isEqualTo(ExitCode.USAGE);
        assertThat(run("policy", "convert", "--from", "emqx", "bad").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void strict_fails_where_something_does_not_mean_the_same() throws Exception {
        Files.writeString(folder.resolve("two"), "user a\ntopic read x/+/y\ntopic read x/1/2/y\n");

        CommandRun strict = run("policy", "convert", "--from", "mosquitto", "two", "--strict");
        CommandRun wider = run("policy", "convert", "--from", "mosquitto", "two", "--wider", "--strict");

        assertThat(strict.out()).contains("LEFT_OUT at line 2: x/+/y: ", "line 3");
        assertThat(strict.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(wider.out()).contains("WIDER at line 2: x/+/y: ").contains("topic/x/*/y");
        assertThat(wider.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run("policy", "convert", "--from", "mosquitto", "acl", "--strict")
                        .exitCode())
                .isZero();
    }
}
