package io.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.control.RunningAdmin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Operators and the audit log on the command line, against a real admin socket. */
final class OperatorCommandsTest extends AdminGround {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonNode json(String... arguments) throws IOException {
        CommandRun run =
                run(Stream.concat(Stream.of("-o", "json"), Stream.of(arguments)).toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        return JSON.readTree(run.out());
    }

    private Path log() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("data/audit"))) {
            return files.sorted().findFirst().orElseThrow();
        }
    }

    @Test
    void a_new_operators_secret_is_shown_once() throws Exception {
        CommandRun made = run("operator", "create", "ada", "--role", "admin");
        assertThat(made.exitCode()).isEqualTo(ExitCode.OK);
        String secret = made.out()
                .lines()
                .filter(line -> line.startsWith("secret access key: "))
                .map(line -> line.substring(19))
                .findFirst()
                .orElseThrow();

        assertThat(secret).hasSize(40);
        assertThat(run("operator", "list").out())
                .contains("ada", "ADMIN", "GHAK")
                .doesNotContain(secret);
        assertThat(Files.readString(log())).contains("CreateOperator").doesNotContain(secret);
    }

    @Test
    void an_operator_is_rotated_disabled_and_deleted() throws Exception {
        String old = json("operator", "create", "ada", "--role", "viewer")
                .get("accessKeyId")
                .asText();
        String fresh = json("operator", "rotate", "ada").get("accessKeyId").asText();
        assertThat(fresh).isNotEqualTo(old);
        assertThat(run("operator", "rotate", "ada").err()).contains("[LIMIT_EXCEEDED]");

        assertThat(json("operator", "retire", "ada", old).get("keys"))
                .singleElement()
                .satisfies(key -> assertThat(key.get("id").asText()).isEqualTo(fresh));
        assertThat(json("operator", "grant", "ada", "operator").get("role").asText())
                .isEqualTo("OPERATOR");
        assertThat(json("operator", "disable", "ada").get("disabled").asBoolean())
                .isTrue();
        assertThat(json("operator", "disable", "ada", "--undo").get("disabled").asBoolean())
                .isFalse();

        assertThat(run("operator", "delete", "ada").out()).isEqualTo("removed ada\n");
        assertThat(run("operator", "rm", "ada").err()).contains("[NOT_FOUND]");
    }

    @Test
    void a_client_certificate_is_taken_from_its_file() throws Exception {
        assertThat(run("thing", "create", "lamp", "--out", "lamp").exitCode()).isEqualTo(ExitCode.OK);
        json("operator", "create", "ada", "--role", "admin");

        assertThat(json("operator", "trust", "ada", "lamp/certificate.pem").get("certificates"))
                .hasSize(1);
        assertThat(json("operator", "trust", "ada", "lamp/certificate.pem", "--undo")
                        .get("certificates"))
                .isEmpty();
        assertThat(run("operator", "trust", "ada", "lamp/key.pem").err()).contains("this is a key file");
    }

    @Test
    void every_change_is_in_the_audit_log_the_refused_ones_too() throws Exception {
        json("operator", "create", "ada", "--role", "admin");
        run("operator", "create", "ada", "--role", "admin");
        json("operator", "disable", "ada");
        run("operator", "create", "not a name", "--role", "admin");
        json("operator", "list");

        JsonNode entries = json("audit", "list").get("entries");

        assertThat(entries.findValuesAsText("operation"))
                .containsExactly("CreateOperator", "CreateOperator", "DisableOperator", "CreateOperator");
        assertThat(entries.findValuesAsText("result")).containsExactly("ok", "ALREADY_EXISTS", "ok", "INVALID");
        assertThat(entries.get(0).has("before")).isFalse();
        assertThat(entries.get(1).get("before")).isEqualTo(entries.get(1).get("after"));
        assertThat(entries.get(2).get("before")).isEqualTo(entries.get(0).get("after"));
        assertThat(entries.get(2).get("after")).isNotEqualTo(entries.get(2).get("before"));
        assertThat(json("audit", "ls", "--limit", "1").get("entries")).hasSize(1);
    }

    @Test
    void the_audit_log_is_verified_beside_a_running_broker_and_without_one() throws Exception {
        json("operator", "create", "ada", "--role", "admin");
        CommandRun beside = run("audit", "verify");
        admin.close();
        CommandRun without = run("audit", "verify");

        assertThat(beside.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(beside.out()).startsWith("intact: entries 1 to 1 in 1 files\nhead: ");
        assertThat(without).isEqualTo(beside);
        admin = RunningAdmin.inMemory(folder.resolve("data"));
    }

    @Test
    void a_changed_audit_log_is_broken_where_it_was_changed() throws Exception {
        json("operator", "create", "ada", "--role", "admin");
        json("operator", "disable", "ada");
        json("operator", "delete", "ada");
        String text = Files.readString(log());
        Files.writeString(log(), text.replace("DisableOperator", "EnableOperator"), StandardCharsets.UTF_8);

        CommandRun run = run("audit", "verify");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.out()).startsWith("broken at entry 3, ").contains("line 3", "one of the two was changed");
    }

    @Test
    void where_there_is_no_log_the_commands_say_so() {
        CommandRun run = run("audit", "verify", "--data", "elsewhere");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("there is no audit log in");
        assertThat(run("audit", "ls", "--limit", "0").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void a_role_must_be_given_and_be_one() {
        assertThat(run("operator", "create", "ada").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run("operator", "create", "ada", "--role", "god").exitCode()).isEqualTo(ExitCode.USAGE);
    }
}
