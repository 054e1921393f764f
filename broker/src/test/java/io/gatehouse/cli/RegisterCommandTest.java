package io.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.pki.SigningRequest;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code gatehouse thing register} against a real admin socket and registry. */
final class RegisterCommandTest extends AdminGround {
    /** A thing, a certificate that is issued for a signing request, and a policy. */
    static final String TEMPLATE = """
            {
              "Parameters": {"Serial": {"Type": "String"}, "CSR": {"Type": "String"}},
              "Resources": {
                "thing": {
                  "Type": "AWS::IoT::Thing",
                  "Properties": {
                    "ThingName": {"Fn::Join": ["", ["pump-", {"Ref": "Serial"}]]},
                    "AttributePayload": {"serial": {"Ref": "Serial"}}
                  }
                },
                "certificate": {
                  "Type": "AWS::IoT::Certificate",
                  "Properties": {"CertificateSigningRequest": {"Ref": "CSR"}, "Status": "ACTIVE"}
                },
                "policy": {
                  "Type": "AWS::IoT::Policy",
                  "Properties": {
                    "PolicyName": "pumps",
                    "PolicyDocument": {
                      "Version": "2012-10-17",
                      "Statement": [{"Effect": "Allow", "Action": "iot:Connect", "Resource": "*"}]
                    }
                  }
                }
              }
            }
            """;

    @BeforeEach
    void writeFiles() throws Exception {
        Files.writeString(folder.resolve("pump.json"), TEMPLATE);
    }

    private CommandRun register(String serial, String csr, String... more) {
        String[] line = {
            "thing",
            "register",
            "--template",
            "pump.json",
            "--parameter",
            "Serial=" + serial,
            "--parameter",
            "CSR=" + csr
        };
        return CommandRun.in(folder, RemoteCommandsIT.with(line, more));
    }

    @Test
    void what_the_template_says_is_there_at_once_and_the_certificate_is_in_the_file() throws Exception {
        CommandRun run = register("7", SigningRequest.create().pem(), "--out", "7.pem", "-o", "json");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
        JsonNode registered = new ObjectMapper().readTree(run.out());
        String id = registered.path("certificateId").asText();
        assertThat(registered.path("resourceArns").path("thing").asText()).endsWith(":thing/pump-7");
        assertThat(registered.path("resourceArns").path("certificate").asText()).endsWith(":cert/" + id);
        assertThat(folder.resolve("7.pem"))
                .hasContent(registered.path("certificatePem").asText());
        assertThat(admin.registry().certificatesOfThing("pump-7", null, 10)).containsExactly(id);
        assertThat(admin.registry().certificatesOfPolicy("pumps", null, 10)).containsExactly(id);
        assertThat(register("8", SigningRequest.create().pem()).out())
                .contains("certificate  ", "thing  arn:", ":thing/pump-8", "-----BEGIN CERTIFICATE-----");
    }

    @Test
    void a_template_comes_by_standard_input_too() {
        String csr = "CSR=" + SigningRequest.create().pem();
        String[] line = {"thing", "register", "--template", "-", "--parameter", "Serial=9", "--parameter", csr};

        CommandRun run = CommandRun.in(folder, Map.of(), TEMPLATE, false, CommandRun.NOTHING, line);

        assertThat(run.out()).as(run.err()).contains(":thing/pump-9");
        assertThat(CommandRun.in(folder, Map.of(), " ".repeat(300_000), false, CommandRun.NOTHING, line)
                        .err())
                .contains("standard input: longer than");
    }

    @Test
    void what_cannot_be_done_leaves_nothing_and_says_why() throws Exception {
        Files.writeString(folder.resolve("taken.pem"), "mine");
        String csr = SigningRequest.create().pem();

        assertThat(register("7", csr, "--out", "taken.pem").err()).contains("taken.pem exists (expected: a new file)");
        assertThat(register("7", "no request").err()).contains("nothing was registered [INVALID]", "csr");
        assertThat(register("a b", csr).err()).contains("nothing was registered [INVALID]");
        assertThat(CommandRun.in(folder, "thing", "register", "--template", "pump.json")
                        .err())
                .contains("[INVALID]", "parameter \"", "no value");
        Files.writeString(folder.resolve("pump.json"), "{");
        assertThat(register("7", csr).err()).contains("[INVALID]", "template: line 1");

        assertThat(folder.resolve("taken.pem")).hasContent("mine");
        assertThat(admin.registry().things("", null, 10)).isEmpty();
        assertThat(admin.registry().policies("", null, 10)).isEmpty();
    }
}
