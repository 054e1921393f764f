package io.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.TestDevice;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.RegistryResult;
import io.gatehouse.security.Certificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The commands against a real admin socket and registry, as an operator sees them. */
class AdminCommandsTest extends AdminGround {
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
    void certificates_that_end_soon_are_listed_the_first_to_end_first() {
        registered("lamp", 20, CertificateStatus.ACTIVE);
        registered("door", 10, CertificateStatus.ACTIVE);
        registered("fan", 90, CertificateStatus.ACTIVE);
        registered("gone", 5, CertificateStatus.INACTIVE);

        CommandRun month = CommandRun.in(folder, "cert", "ls", "--expires-within", "30d", "-o", "json");
        CommandRun week = CommandRun.in(folder, "cert", "ls", "--expires-within", "1w");
        CommandRun wrong = CommandRun.in(folder, "cert", "ls", "--expires-within", "soon");

        assertThat(month.out()).containsSubsequence("CN=door", "CN=lamp").doesNotContain("CN=fan", "CN=gone");
        assertThat(week.out().lines()).hasSize(1);
        assertThat(wrong.err()).contains("--expires-within: soon", "give as 12h, 30d or 8w");
    }

    private void registered(String name, int days, CertificateStatus status) {
        Instant now = Instant.now();
        TestDevice device = Certificates.valid(name, now.minus(1, ChronoUnit.DAYS), now.plus(days, ChronoUnit.DAYS));
        assertThat(admin.registry().registerCertificate(device.issued().leaf(), status))
                .isInstanceOf(RegistryResult.Done.class);
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
    void versions_of_a_policy_are_stored_aside_put_in_force_and_removed() throws Exception {
        Files.writeString(folder.resolve("one.json"), ALLOW_CONNECT);
        Files.writeString(folder.resolve("two.json"), ALLOW_CONNECT.replace("Allow", "Deny"));
        ok("policy", "put", "p", "one.json");

        assertThat(ok("policy", "put", "p", "two.json", "--no-default"))
                .startsWith("policy p version 2; in force is version 1");
        assertThat(ok("policy", "versions", "p")).containsPattern("1 +yes").containsPattern("2 +-");
        assertThat(ok("policy", "get", "p", "2")).contains("Deny");
        assertThat(ok("policy", "default", "p", "2")).containsPattern("2 +yes");
        assertThat(ok("policy", "get", "p")).contains("Deny");
        CommandRun kept = CommandRun.in(folder, "policy", "rm", "p", "2");
        assertThat(kept.err()).contains("[CONFLICT]", "is in force", "gatehouse policy default p N");
        assertThat(CommandRun.in(folder, "policy", "rm", "p").err()).contains("gatehouse policy rm p N");
        ok("policy", "rm", "p", "1");
        assertThat(ok("policy", "rm", "p")).isEqualTo("removed p\n");
        assertThat(CommandRun.in(folder, "policy", "versions", "p").err()).contains("[NOT_FOUND]");
    }

    @Test
    void a_version_that_made_room_is_named() throws Exception {
        for (int i = 1; i <= 5; i++) {
            Files.writeString(folder.resolve("p.json"), ALLOW_CONNECT + " ".repeat(i));
            assertThat(ok("policy", "put", "p", "p.json")).startsWith("policy p version " + i + "\n");
        }
        Files.writeString(folder.resolve("p.json"), ALLOW_CONNECT);

        assertThat(ok("policy", "put", "p", "p.json"))
                .startsWith("policy p version 6\nversion 1 was removed to make room\n");
        assertThat(ok("policy", "put", "p", "p.json"))
                .startsWith("policy p version 6\n")
                .doesNotContain("removed");
    }

    @Test
    void groups_are_made_filled_given_policies_and_removed() throws Exception {
        create("lamp");
        create("door");
        Files.writeString(folder.resolve("p.json"), ALLOW_CONNECT);
        ok("policy", "put", "p", "p.json");
        ok("group", "create", "house", "--description", "all of it", "--attribute", "street=5");
        ok("group", "create", "room", "--parent", "house");

        assertThat(ok("group", "add", "room", "lamp", "door")).isEqualTo("added lamp\nadded door\n");
        assertThat(ok("group", "add", "room", "lamp")).isEqualTo("nothing changed\n");
        assertThat(ok("group", "attach", "house", "p")).isEqualTo("attached p house\n");
        assertThat(ok("policy", "ls")).containsPattern("p +1 +0 +1 ");
        assertThat(ok("group", "describe", "room")).contains("house > room", "door,lamp");
        assertThat(ok("group", "describe", "house"))
                .contains("street=5", "all of it")
                .containsPattern("things in all +2");
        assertThat(ok("group", "update", "house", "--description", "mine")).contains("mine");
        assertThat(ok("group", "ls", "--prefix", "ro")).containsPattern("room +house +- +2 ");
        assertThat(ok("thing", "describe", "lamp")).containsPattern("groups +room");
        assertThat(CommandRun.in(folder, "group", "rm", "house").err()).contains("[CONFLICT]", "child group room");
        assertThat(CommandRun.in(folder, "group", "rm", "room").err())
                .contains("[IN_USE]", "it has 2 things", "gatehouse group rm room --with-things");
        assertThat(ok("group", "remove", "room", "door")).isEqualTo("removed door\n");
        assertThat(ok("group", "rm", "room", "--with-things")).isEqualTo("removed room; things that left it: 1\n");
        assertThat(ok("group", "detach", "house", "p")).isEqualTo("detached p house\n");
        assertThat(ok("group", "rm", "house")).isEqualTo("removed house\n");
        assertThat(CommandRun.in(folder, "group", "describe", "house").err())
                .contains("see what there is: gatehouse group ls");
    }

    @Test
    void types_are_made_given_deprecated_and_removed() {
        assertThat(CommandRun.in(folder, "thing", "create", "lamp", "--type", "light")
                        .err())
                .contains("thing type: light (expected: one that exists");
        ok("thing-type", "create", "light", "--description", "shines", "--searchable", "room");
        ok("thing", "create", "lamp", "--type", "light", "--attribute", "room=hall");

        assertThat(ok("thing", "ls")).containsPattern("lamp +light ");
        assertThat(ok("thing-type", "describe", "light")).contains("shines", "room");
        ok("thing-type", "deprecate", "light");
        assertThat(CommandRun.in(folder, "thing", "create", "door", "--type", "light")
                        .err())
                .contains("is deprecated");
        assertThat(CommandRun.in(folder, "thing-type", "rm", "light").err()).contains("is the type of a thing");
        assertThat(ok("thing", "update", "lamp", "--no-type", "--attribute", "floor=2", "--attribute", "room="))
                .containsPattern("lamp +- +2 +floor=2");
        assertThat(ok("thing-type", "rm", "light")).isEqualTo("removed light\n");
        assertThat(ok("thing-type", "ls").lines()).hasSize(1);
    }

    @Test
    void a_thing_is_attached_exclusively_and_detached() {
        create("lamp");
        create("door");
        String id = admin.registry().certificatesOfThing("lamp", null, 1).getFirst();

        assertThat(ok("thing", "attach", "lamp", id, "--exclusive")).isEqualTo("attached lamp " + id + "\n");
        assertThat(ok("thing", "describe", "lamp")).containsPattern("exclusive to +" + id);
        assertThat(CommandRun.in(folder, "thing", "attach", "door", id).err())
                .contains("[CONFLICT]", "gatehouse thing detach lamp " + id);
        assertThat(ok("thing", "detach", "lamp", id)).isEqualTo("detached lamp " + id + "\n");
        ok("thing", "attach", "door", id);
    }

    private String ok(String... line) {
        CommandRun run = CommandRun.in(folder, line);
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        return run.out();
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

        assertThat(CommandRun.in(folder, "ca", "ls").out()).contains(id, " ACTIVE");
        CommandRun.in(folder, "ca", "deactivate", id);
        assertThat(CommandRun.in(folder, "ca", "ls").out()).contains(id, "INACTIVE");
        assertThat(CommandRun.in(folder, "ca", "activate", id).out()).contains(id, " ACTIVE");
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
