package io.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gatehouse.RunningBroker;
import io.gatehouse.pki.DevelopmentCa;
import io.gatehouse.pki.Pem;
import io.gatehouse.pki.SigningRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands over a control plane: the same words as beside the broker, and the same output. */
final class RemoteCommandsIT {
    private static final String DOCUMENT = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iot:Connect", "Resource": "%s"}]}
            """;

    @TempDir
    private Path folder;

    private RemoteGround ground;

    @BeforeEach
    void start() throws Exception {
        ground = new RemoteGround(folder);
        ground.use("there", "admin");
    }

    @AfterEach
    void stop() {
        ground.close();
    }

    /** What the same command prints on the broker's machine. */
    private void printsTheSameBeside(String... arguments) {
        assertThat(ground.done(arguments).out())
                .isEqualTo(ground.beside(arguments).out());
    }

    @Test
    void a_thing_gets_a_folder_with_a_key_that_was_made_here_and_its_device_connects() throws Exception {
        CommandRun made = ground.done("thing", "create", "lamp", "--out", "lamp", "--attribute", "room=hall");

        assertThat(made.out()).contains("policy       thing-own-topics");
        assertThat(folder.resolve("lamp/key.pem")).content().startsWith("-----BEGIN PRIVATE KEY-----");
        assertThat(folder.resolve("lamp/ca.pem")).hasSameTextualContentAs(folder.resolve("ca.pem"));
        assertThat(folder.resolve("lamp/policy.json")).content().contains("${iot:Connection.Thing.ThingName}/*");
        // AWS's API tells no port; this broker has another than 8883.
        Path endpoint = folder.resolve("lamp/endpoint.json");
        Files.writeString(
                endpoint,
                Files.readString(endpoint)
                        .replace("8883", Integer.toString(ground.broker.port()))
                        .replaceAll("\"host\" : \"[^\"]*\"", "\"host\" : \"localhost\""));
        CommandRun published = ground.run("pub", "--as", "lamp", "lamp/hello", "on");
        assertThat(published.exitCode()).as(published.err()).isZero();
        CommandRun again = ground.run("thing", "create", "lamp", "--out", "again");
        assertThat(again.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(again.err()).contains("[ALREADY_EXISTS]");
        assertThat(folder.resolve("again")).doesNotExist();
        // The second one finds the policy.
        ground.done("thing", "create", "door", "--out", "door");
        assertThat(ground.json("policy", "ls")
                        .path("items")
                        .path(0)
                        .path("certificates")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void things_change_and_go_as_beside_the_broker() throws Exception {
        ground.done("thing-type", "create", "bulb");
        ground.done("thing", "create", "lamp", "--type", "bulb", "--attribute", "room=hall", "--attribute", "w=5");

        ground.done("thing", "update", "lamp", "--no-type", "--attribute", "room=", "--attribute", "floor=1");

        JsonNode lamp = ground.json("thing", "describe", "lamp");
        assertThat(lamp.has("type")).isFalse();
        assertThat(lamp.path("attributes").toString()).isEqualTo("{\"floor\":\"1\",\"w\":\"5\"}");
        assertThat(ground.done("thing", "ls").out()).contains("lamp", "floor=1,w=5");
        CommandRun kept = ground.run("thing", "rm", "lamp");
        assertThat(kept.err()).contains("[IN_USE]", "it has 1 certificate", "--revoke");
        String certificate = lamp.path("certificates").path(0).path("id").asText();
        ground.done("thing", "detach", "lamp", certificate.substring(0, 12));
        ground.done("thing", "attach", "lamp", certificate, "--exclusive");
        assertThat(ground.json("thing", "describe", "lamp")
                        .path("exclusive")
                        .path(0)
                        .asText())
                .isEqualTo(certificate);
        assertThat(ground.done("thing", "rm", "lamp", "--revoke").out())
                .isEqualTo("removed lamp\nrevoked " + certificate + "\n");
        assertThat(ground.run("thing", "describe", "lamp").err())
                .contains("[NOT_FOUND]", "see what there is: gatehouse thing ls");
        for (String name : new String[] {"..", ".", "a/b", "a?b", "%2e%2e", "ä"}) {
            CommandRun odd = ground.run("thing", "rm", name, "--revoke");
            assertThat(odd.exitCode()).as(name + odd.err()).isEqualTo(ExitCode.FAILED);
            assertThat(odd.err()).as(name).doesNotContain("a defect").containsAnyOf("[INVALID]", "[NOT_FOUND]");
        }
        assertThat(ground.run("thing", "rm", "lamp").exitCode()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void certificates_are_registered_with_and_without_an_authority_and_shown_the_same() throws Exception {
        var device = RunningBroker.stranger("meter");
        ground.write("meter.pem", device.issued().chainPem());
        ground.write("connect.json", DOCUMENT.formatted("*"));
        ground.done("policy", "put", "connect", "connect.json");
        assertThat(ground.run("cert", "register", "meter.pem", "--thing", "nobody")
                        .err())
                .contains("[NOT_FOUND]");
        assertThat(ground.json("cert", "ls").path("items")).isEmpty();

        ground.done("cert", "register", "meter.pem", "--policy", "connect", "--inactive");

        String id = device.certificateId();
        printsTheSameBeside("cert", "ls");
        printsTheSameBeside("cert", "inspect", id);
        printsTheSameBeside("policy", "ls");
        ground.done("cert", "activate", id.substring(0, 8));
        assertThat(ground.done("cert", "ls").out()).contains("ACTIVE");
        ground.done("cert", "revoke", id);
        CommandRun final_ = ground.run("cert", "activate", id);
        assertThat(final_.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(ground.run("cert", "inspect", "abcdef").err()).contains("8 to 64 characters of it");
        assertThat(ground.run("cert", "register", "connect.json").exitCode()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void policies_have_versions_and_are_looked_at_as_beside_the_broker() throws Exception {
        Path one = ground.write("one.json", DOCUMENT.formatted("*"));
        Path two = ground.write("two.json", DOCUMENT.formatted("arn:aws:iot:local:000000000000:client/a"));
        CommandRun put = ground.done("policy", "put", "connect", one.toString());
        assertThat(put.out()).startsWith("policy connect version 1\n").contains("instead:");

        assertThat(ground.done("policy", "put", "connect", two.toString(), "--no-default")
                        .out())
                .startsWith("policy connect version 2; in force is version 1\n");
        ground.done("policy", "default", "connect", "2");

        printsTheSameBeside("policy", "versions", "connect");
        printsTheSameBeside("policy", "get", "connect");
        printsTheSameBeside("policy", "get", "connect", "1");
        assertThat(ground.done("policy", "put", "connect", two.toString()).out())
                .startsWith("policy connect version 2\n");
        assertThat(ground.run("policy", "rm", "connect", "2").err()).contains("[IN_USE]");
        ground.done("policy", "rm", "connect", "1");
        assertThat(ground.done("policy", "rm", "connect").out()).isEqualTo("removed connect\n");
        assertThat(ground.run(
                                "policy",
                                "put",
                                "bad",
                                ground.write("bad.json", "{").toString())
                        .err())
                .contains("[INVALID]");
    }

    @Test
    void what_a_device_may_do_is_asked_of_the_broker_and_the_answer_says_what_it_leaves_open() throws Exception {
        ground.done("thing", "create", "lamp", "--out", "lamp");
        ground.write(
                "denial.json", DOCUMENT.formatted("*").replace("Allow", "Deny").replace("Connect", "Publish"));
        ground.done("policy", "put", "denial", "denial.json");
        String[] publish = {"policy", "test", "--thing", "lamp", "--action", "publish", "--resource", "lamp/state"};

        CommandRun allowed = ground.done(publish);
        assertThat(allowed.out())
                .contains("ALLOWED", "Allow by thing-own-topics")
                .contains("cannot tell  which statement of a policy says so")
                .doesNotContain("CONNECT refused");
        assertThat(ground.json(publish).path("unknown")).isNotEmpty();
        assertThat(ground.beside(publish).out()).contains("Statement[").doesNotContain("cannot tell");

        CommandRun denied = ground.run(with(publish, "--add", "denial"));
        assertThat(denied.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(denied.out()).contains("EXPLICIT_DENY", "Deny by denial", "denial, thing-own-topics");
        assertThat(ground.run(with(publish, "--skip", "thing-own-topics")).out())
                .contains("CONNECT refused", "CONNECT_NOT_AUTHORIZED", "IMPLICIT_DENY", "no statement matched");
        assertThat(ground.run(with(publish, "--skip", "denial")).err()).contains("[INVALID]", "one that applies");
        for (String[] more : new String[][] {{"--add", "denial.json"}, {"--source-ip", "10.0.0.1"}, {"--last-will"}}) {
            assertThat(ground.run(with(publish, more)).err()).contains("[NOT_AVAILABLE]", more[0]);
        }
        String id = ground.json("thing", "describe", "lamp")
                .path("certificates")
                .path(0)
                .path("id")
                .asText();
        ground.done("cert", "deactivate", id);
        CommandRun inactive = ground.run("policy", "test", "--certificate", id.substring(0, 8));
        assertThat(inactive.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(inactive.out()).contains("CERTIFICATE_INACTIVE", "client/lamp");
    }

    @Test
    void a_thing_is_registered_by_a_template_as_beside_the_broker() throws Exception {
        ground.write("pump.json", RegisterCommandTest.TEMPLATE);
        String csr = "CSR=" + SigningRequest.create().pem();
        String[] line = {"thing", "register", "--template", "pump.json", "--parameter", csr, "--parameter"};

        CommandRun there = ground.done(with(line, "Serial=7", "--out", "7.pem"));

        assertThat(there.out()).contains(":thing/pump-7\n", ":policy/pumps\n", "-----BEGIN CERTIFICATE-----");
        assertThat(folder.resolve("7.pem")).content().startsWith("-----BEGIN CERTIFICATE-----");
        assertThat(ground.json("thing", "describe", "pump-7").path("certificates"))
                .hasSize(1);
        assertThat(ground.run(with(line, "Serial=a b")).err()).contains("[INVALID]");
        assertThat(ground.broker.metric("gatehouse_certificates_issued_total{by=\"register-thing\"}"))
                .isGreaterThanOrEqualTo(1);
    }

    /** A line and what stands behind it. */
    static String[] with(String[] line, String... more) {
        return Stream.concat(Stream.of(line), Stream.of(more)).toArray(String[]::new);
    }

    @Test
    void groups_hold_things_and_policies() throws Exception {
        ground.write("connect.json", DOCUMENT.formatted("*"));
        ground.done("policy", "put", "connect", "connect.json");
        ground.done("group", "create", "house", "--description", "all of it");
        ground.done("group", "create", "hall", "--parent", "house", "--attribute", "floor=0");
        ground.done("thing", "create", "lamp");
        ground.done("thing", "create", "door");

        assertThat(ground.done("group", "add", "hall", "lamp", "door").out()).isEqualTo("added lamp\nadded door\n");
        assertThat(ground.done("group", "add", "hall", "lamp").out()).isEqualTo("nothing changed\n");
        ground.done("group", "attach", "house", "connect");
        ground.done("group", "update", "hall", "--description", "downstairs");

        printsTheSameBeside("group", "ls");
        printsTheSameBeside("group", "describe", "house");
        printsTheSameBeside("group", "describe", "hall");
        assertThat(ground.run("group", "add", "hall", "lamp", "nobody").err()).contains("[NOT_FOUND]");
        assertThat(ground.done("group", "remove", "hall", "door").out()).isEqualTo("removed door\n");
        assertThat(ground.run("group", "rm", "hall").err()).contains("--with-things");
        assertThat(ground.done("group", "rm", "hall", "--with-things").out())
                .isEqualTo("removed hall; things that left it: 1\n");
        ground.done("group", "detach", "house", "connect");
        assertThat(ground.run("group", "detach", "house", "nothing").err()).contains("[NOT_FOUND]");
    }

    @Test
    void types_authorities_billing_groups_and_tags_too() throws Exception {
        Path other = Files.createDirectory(folder.resolve("other"));
        ground.write("other.pem", Pem.of(DevelopmentCa.openOrCreate(other).root()));
        ground.done("thing-type", "create", "bulb", "--description", "it glows", "--searchable", "watt");
        ground.done("thing-type", "deprecate", "bulb");
        printsTheSameBeside("thing-type", "describe", "bulb");
        assertThat(ground.done("thing-type", "rm", "bulb").out()).isEqualTo("removed bulb\n");

        ground.done("ca", "add", "other.pem");
        printsTheSameBeside("ca", "ls");
        String id = ground.json("ca", "ls").path("items").path(0).path("id").asText();
        ground.done("ca", "deactivate", id);
        printsTheSameBeside("ca", "ls");
        ground.done("ca", "rm", id.substring(0, 10));
        assertThat(ground.json("ca", "ls").path("items")).isEmpty();

        ground.done("thing", "create", "lamp");
        ground.done("billing-group", "create", "hall", "--description", "ground floor");
        assertThat(ground.done("billing-group", "add", "hall", "lamp").out()).isEqualTo("added lamp\n");
        printsTheSameBeside("billing-group", "describe", "hall");
        printsTheSameBeside("billing-group", "ls");
        ground.done("tag", "set", "billing-group/hall", "cost=7", "empty=");
        printsTheSameBeside("tag", "ls", "billing-group/hall");
        assertThat(ground.done("tag", "rm", "billing-group/hall", "empty").out())
                .contains("cost")
                .doesNotContain("empty");
        assertThat(ground.run("billing-group", "add", "cellar", "lamp").err())
                .contains("[NOT_FOUND]", "gatehouse billing-group ls");
        assertThat(ground.run("tag", "set", "thing-type/none", "a=b").err()).contains("[NOT_FOUND]");
        assertThat(ground.done("billing-group", "rm", "hall").out()).isEqualTo("removed hall\n");
    }

    @Test
    void a_long_list_is_shown_page_by_page_and_by_prefix() {
        var registry = ground.broker.registry();
        for (int i = 0; i < 620; i++) {
            RunningBroker.done(registry.createThing("t%04d".formatted(i), null, Map.of()));
        }
        RunningBroker.done(registry.createThing("u", null, Map.of()));

        assertThat(ground.done("thing", "ls").out().lines()).hasSize(622);
        assertThat(ground.done("thing", "ls", "--prefix", "t06").out().lines()).hasSize(21);
        CommandRun some = ground.done("thing", "ls", "--after", "t0299", "--limit", "3");
        assertThat(some.out()).contains("t0300", "t0302").doesNotContain("t0299", "t0303");
        assertThat(some.err()).contains("there are more: --after t0302");
        assertThat(ground.done("thing", "ls", "--prefix", "x").out().lines()).hasSize(1);
    }
}
