package io.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.control.RunningAdmin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against a real admin socket and registry, as an operator sees them. */
class AdminCommandsTest {
    @TempDir
    Path folder;

    private RunningAdmin admin;

    @BeforeEach
    void start() throws Exception {
        admin = RunningAdmin.inMemory(folder.resolve("data"));
    }

    @AfterEach
    void stop() throws Exception {
        admin.close();
    }

    @Test
    void thing_create_makes_a_folder_only_its_owner_reads() throws Exception {
        CommandRun run = CommandRun.in(folder, "thing", "create", "lamp", "--out", "lamp");

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).contains("./gatehouse sub --as lamp 'lamp/#'");
        assertThat(mode(folder.resolve("lamp"))).isEqualTo("rwx------");
        try (Stream<Path> files = Files.walk(folder.resolve("lamp"))) {
            assertThat(files.filter(Files::isRegularFile))
                    .hasSize(11)
                    .allSatisfy(file -> assertThat(mode(file)).isEqualTo("rw-------"));
        }
        assertThat(folder.resolve("lamp/key.pem")).content().startsWith("-----BEGIN PRIVATE KEY-----");
        assertThat(folder.resolve("lamp/endpoint.json")).content().contains("\"host\" : \"localhost\"", "18883");
        assertThat(folder.resolve("lamp/policy.json")).content().contains("${iot:Connection.Thing.ThingName}/*");
    }

    @Test
    void the_certificate_in_the_folder_is_registered_and_active() {
        create("lamp");

        CommandRun file = CommandRun.in(folder, "cert", "inspect", "lamp/certificate.pem");
        String id = file.out()
                .lines()
                .filter(line -> line.startsWith("id "))
                .findFirst()
                .orElseThrow()
                .substring(2)
                .strip();
        CommandRun registered = CommandRun.in(folder, "cert", "inspect", id);

        assertThat(registered.out()).contains("ACTIVE", "things", "lamp", "thing-own-topics", "DEVELOPMENT");
    }

    @Test
    void thing_create_overwrites_nothing() throws Exception {
        Files.createDirectory(folder.resolve("lamp"));
        Files.writeString(folder.resolve("lamp/key.pem"), "mine");

        CommandRun run = CommandRun.in(folder, "thing", "create", "lamp", "--out", "lamp");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("nothing is overwritten");
        assertThat(folder.resolve("lamp/key.pem")).hasContent("mine");
        assertThat(admin.registry().thing("lamp")).isNull();
    }

    @Test
    void a_name_may_be_longer_than_the_one_in_a_certificate() {
        String longest = "a".repeat(128);

        assertThat(CommandRun.in(folder, "thing", "create", longest, "--out", "lamp")
                        .exitCode())
                .isEqualTo(ExitCode.OK);
        assertThat(admin.registry().thing(longest)).isNotNull();
    }

    @Test
    void a_thing_that_exists_is_not_created_again() {
        create("lamp");

        CommandRun run = CommandRun.in(folder, "thing", "create", "lamp", "--out", "other");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).isEqualTo("""
                gatehouse: thing lamp was not created [ALREADY_EXISTS]
                  why: thing: lamp (expected: a name that is not taken)
                  do:  take another name, or look at it: gatehouse thing describe lamp
                """);
    }

    @Test
    void a_refused_thing_leaves_no_folder_behind() {
        CommandRun run = CommandRun.in(folder, "thing", "create", "a/b", "--out", "ab");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("[INVALID]", "1 to 128 of a-z A-Z 0-9 : _ -");
        assertThat(folder.resolve("ab")).doesNotExist();
    }

    @Test
    void thing_create_takes_attributes_and_a_policy_of_the_operator() throws Exception {
        Files.writeString(folder.resolve("p.json"), ALLOW_CONNECT);
        assertThat(CommandRun.in(folder, "policy", "put", "mine", "p.json").exitCode())
                .isEqualTo(ExitCode.OK);

        CommandRun run = CommandRun.in(
                folder,
                "thing",
                "create",
                "lamp",
                "--policy",
                "mine",
                "--attribute",
                "room=hall",
                "--attribute",
                "floor=2");

        assertThat(run.out()).contains("policy       mine");
        assertThat(CommandRun.in(folder, "thing", "describe", "lamp").out()).contains("floor=2,room=hall");
        assertThat(folder.resolve("lamp/policy.json")).hasContent(ALLOW_CONNECT);
    }

    @Test
    void a_thing_with_a_certificate_is_removed_only_with_it() {
        create("lamp");

        CommandRun kept = CommandRun.in(folder, "thing", "rm", "lamp");
        assertThat(kept.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(kept.err()).contains("[IN_USE]", "it has 1 certificate", "gatehouse thing rm lamp --revoke");

        CommandRun removed = CommandRun.in(folder, "thing", "rm", "lamp", "--revoke");
        assertThat(removed.err()).isEmpty();
        assertThat(removed.out()).contains("removed lamp", "revoked ");
        assertThat(CommandRun.in(folder, "cert", "ls").out()).contains("REVOKED");
        assertThat(CommandRun.in(folder, "thing", "ls").out()).doesNotContain("lamp");
    }

    @Test
    void ls_follows_pages_and_says_where_to_go_on() throws Exception {
        for (int i = 100; i < 360; i++) {
            admin.registry().createThing("thing-" + i, null, java.util.Map.of());
        }

        CommandRun all = CommandRun.in(folder, "thing", "ls");
        CommandRun some = CommandRun.in(folder, "thing", "ls", "--limit", "2", "--after", "thing-199");
        CommandRun prefixed = CommandRun.in(folder, "thing", "ls", "--prefix", "thing-35", "-o", "json");

        assertThat(all.out().lines()).hasSize(261);
        assertThat(some.out()).contains("thing-200", "thing-201").doesNotContain("thing-202");
        assertThat(some.err()).contains("there are more: --after thing-201");
        JsonNode listed = new ObjectMapper().readTree(prefixed.out());
        assertThat(listed.get("items")).hasSize(10);
        assertThat(listed.has("next")).isFalse();
    }

    @Test
    void a_certificate_is_deactivated_activated_and_revoked_for_good() {
        create("lamp");
        String id = admin.registry().certificatesOfThing("lamp", null, 1).getFirst();

        assertThat(CommandRun.in(folder, "cert", "deactivate", id).out()).contains("INACTIVE");
        assertThat(CommandRun.in(folder, "cert", "activate", id.substring(0, 8)).out())
                .contains(" ACTIVE");
        assertThat(CommandRun.in(folder, "cert", "revoke", id).out()).contains("REVOKED");
        CommandRun again = CommandRun.in(folder, "cert", "activate", id);

        assertThat(again.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(again.err()).contains("[CONFLICT]", "  do:  ");
    }

    @Test
    void a_certificate_id_is_not_guessed_from_a_few_characters() {
        create("lamp");
        String id = admin.registry().certificatesOfThing("lamp", null, 1).getFirst();

        CommandRun run = CommandRun.in(folder, "cert", "revoke", id.substring(0, 7));

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("[NOT_FOUND]", "8 to 64 characters");
    }

    @Test
    void an_own_certificate_is_registered_with_thing_and_policy() throws Exception {
        create("lamp");
        admin.registry().createThing("door", null, java.util.Map.of());
        Files.writeString(folder.resolve("own.pem"), ownCertificate("door"));

        CommandRun run =
                CommandRun.in(folder, "cert", "register", "own.pem", "--thing", "door", "--policy", "thing-own-topics");

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("ACTIVE", "door");
        assertThat(CommandRun.in(folder, "policy", "ls").out()).containsPattern("thing-own-topics +1 +2 ");
    }

    @Test
    void a_certificate_for_a_thing_that_does_not_exist_is_not_registered() throws Exception {
        Files.writeString(folder.resolve("own.pem"), ownCertificate("door"));

        CommandRun run = CommandRun.in(folder, "cert", "register", "own.pem", "--thing", "door");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("[NOT_FOUND]");
        assertThat(CommandRun.in(folder, "cert", "ls").out().lines()).hasSize(1);
    }

    @Test
    void an_authority_is_added_listed_and_removed() {
        CommandRun added = CommandRun.in(folder, "ca", "add", "data/pki/root.pem");
        assertThat(added.err()).isEmpty();
        String id = added.out().lines().skip(1).findFirst().orElseThrow().substring(0, 64);

        assertThat(CommandRun.in(folder, "ca", "ls").out()).contains(id, "ACTIVE");
        CommandRun.in(folder, "ca", "rm", id);

        assertThat(CommandRun.in(folder, "ca", "ls").out()).doesNotContain(id);
    }

    @Test
    void a_malformed_policy_is_refused_with_line_and_column() throws Exception {
        Files.writeString(folder.resolve("p.json"), "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": 1\n}");

        CommandRun run = CommandRun.in(folder, "policy", "put", "broken", "p.json");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("[INVALID]", "why: line 3, column ");
    }

    @Test
    void a_policy_is_attached_to_a_thing_and_detached_from_its_certificate() throws Exception {
        create("lamp");
        Files.writeString(folder.resolve("p.json"), ALLOW_CONNECT);
        CommandRun.in(folder, "policy", "put", "more", "p.json");
        String id = admin.registry().certificatesOfThing("lamp", null, 1).getFirst();

        assertThat(CommandRun.in(folder, "policy", "attach", "more", "--thing", "lamp")
                        .out())
                .isEqualTo("attached more " + id + "\n");
        assertThat(CommandRun.in(folder, "cert", "inspect", id).out()).contains("more,thing-own-topics");
        assertThat(CommandRun.in(folder, "policy", "detach", "more", id).out()).isEqualTo("detached more " + id + "\n");
        assertThat(CommandRun.in(folder, "cert", "inspect", id).out()).doesNotContain("more,");
    }

    @Test
    void policy_get_prints_the_document_as_it_was_put() throws Exception {
        Files.writeString(folder.resolve("p.json"), ALLOW_CONNECT);
        CommandRun.in(folder, "policy", "put", "mine", "p.json");

        assertThat(CommandRun.in(folder, "policy", "get", "mine").out()).isEqualTo(ALLOW_CONNECT + "\n");
    }

    @Test
    void connections_are_listed_described_and_ended() {
        admin.connections().add("lamp");

        assertThat(CommandRun.in(folder, "conn", "ls").out()).contains("lamp", "MQTT 5.0");
        assertThat(CommandRun.in(folder, "conn", "describe", "lamp").out())
                .contains("TLSv1.3 TLS_AES_128_GCM_SHA256", "X25519MLKEM768", "lamp/#");
        assertThat(CommandRun.in(folder, "conn", "kick", "lamp").out()).isEqualTo("ended lamp\n");
        CommandRun again = CommandRun.in(folder, "conn", "kick", "lamp");

        assertThat(again.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(again.err()).contains("[NOT_FOUND]", "conn ls");
    }

    @Test
    void a_client_id_cannot_move_the_operators_cursor() {
        admin.connections().add("\u001b[2Jlamp\u202e");

        CommandRun run = CommandRun.in(folder, "conn", "ls");

        assertThat(run.out()).contains("\\u001b[2Jlamp\\u202e").doesNotContain("\u001b");
    }

    @Test
    void another_token_is_not_authorised() throws Exception {
        Files.writeString(folder.resolve("data/admin.token"), "0".repeat(64));

        CommandRun run = CommandRun.in(folder, "thing", "ls");

        assertThat(run.exitCode()).isEqualTo(ExitCode.NOT_AUTHORISED);
        assertThat(run.err()).contains("[NOT_AUTHORISED]", "the token is missing or wrong");
    }

    @Test
    void errors_are_json_where_results_are() throws Exception {
        CommandRun run = CommandRun.in(folder, "thing", "describe", "nobody", "-o", "json");

        JsonNode error = new ObjectMapper().readTree(run.err());
        assertThat(error.get("code").asText()).isEqualTo("NOT_FOUND");
        assertThat(error.get("do").asText()).contains("thing ls");
    }

    private static final String ALLOW_CONNECT = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:Connect",\
            "Resource":"arn:aws:iot:local:000000000000:client/${iot:Connection.Thing.ThingName}"}]}""";

    private void create(String name) {
        assertThat(CommandRun.in(folder, "thing", "create", name).err()).isEmpty();
    }

    private String ownCertificate(String name) throws Exception {
        var keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(256);
        var other = io.gatehouse.pki.DevelopmentCa.openOrCreate(folder.resolve("elsewhere"));
        return io.gatehouse.pki.Pem.of(
                other.certifyDevice(name, keys.generateKeyPair().getPublic()).getFirst());
    }

    private static String mode(Path path) throws java.io.IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
