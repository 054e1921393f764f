package io.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.control.RunningAdmin;
import io.gatehouse.pki.IssuedCertificate;
import io.gatehouse.pki.Pem;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.security.Certificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files as people have them, and what an operator reads about each. */
class DoctorCertTest {
    private static final String NOT_VALID = "PROBLEM  the certificate ";

    @TempDir
    Path folder;

    private CommandRun doctor(String... arguments) {
        List<String> line = new ArrayList<>(List.of("doctor", "cert"));
        line.addAll(Arrays.asList(arguments));
        return CommandRun.in(folder, line.toArray(String[]::new));
    }

    private void write(String name, String text) throws Exception {
        Files.writeString(folder.resolve(name), text);
        Files.setPosixFilePermissions(folder.resolve(name), PosixFilePermissions.fromString("rw-------"));
    }

    private CommandRun examined(TestDevice device) throws Exception {
        write("certificate.pem", device.issued().certificatePem());
        return doctor("certificate.pem");
    }

    @Test
    void a_good_device_of_a_running_broker_has_no_problems() throws Exception {
        try (RunningAdmin _ = RunningAdmin.inMemory(folder.resolve("data"))) {
            CommandRun.in(folder, "thing", "create", "lamp", "--out", "lamp");

            CommandRun run = doctor("lamp/chain.pem", "--key", "lamp/key.pem", "--ca", "lamp/ca.pem");

            assertThat(run.err()).isEmpty();
            assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
            assertThat(run.out())
                    .contains(
                            "ok       PEM, 2 certificates; the device's is CN=lamp",
                            "ok       the key is P-256",
                            "ok       its 2 certificates stand in order",
                            "ok       key and certificate belong together",
                            "ok       the chain leads to CN=Gatehouse development root",
                            "ok       it is registered and ACTIVE: ",
                            "ok       its policies are thing-own-topics")
                    .endsWith("\nno problems, no warnings\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "RSA, 1024, SHA256withRSA, PROBLEM  the key is RSA of 1024 bits",
        "RSA, 2048, SHA1withRSA, PROBLEM  it is signed with SHA1withRSA",
        "RSA, 2048, SHA256withRSA, ok       the key is RSA of 2048 bits",
        "EC, 384, SHA384withECDSA, ok       the key is P-384",
        "EC, 521, SHA512withECDSA, warning  the key is P-521",
        "EC, 256, SHA3-256withECDSA, PROBLEM  it is signed with SHA3-256withECDSA",
        "RSA, 2048, SHA256withRSAandMGF1, ok       it is signed with RSASSA-PSS over SHA-256",
        "RSA, 2048, SHA1withRSAandMGF1, PROBLEM  it is signed with RSASSA-PSS over SHA-1",
        "Ed448, 0, Ed448, PROBLEM  the key is Ed448",
        "Ed25519, 0, Ed25519, warning  the key is Ed25519"
    })
    void keys_and_signatures_are_judged_as_the_broker_judges_them(
            String algorithm, int bits, String signature, String words) throws Exception {
        CommandRun run = examined(Certificates.withKey("lamp", algorithm, bits, signature));

        assertThat(run.out()).contains(words);
        assertThat(run.exitCode()).isEqualTo(words.startsWith("PROBLEM") ? ExitCode.FAILED : ExitCode.OK);
    }

    @Test
    void validity_is_judged_by_the_clock_here() throws Exception {
        Instant now = Instant.now();
        assertThat(examined(Certificates.valid("old", now.minusSeconds(9_000), now.minusSeconds(60)))
                        .out())
                .contains(NOT_VALID + "ended on ", "set the clock of this machine");
        assertThat(examined(Certificates.valid("early", now.plusSeconds(600), now.plusSeconds(9_000)))
                        .out())
                .contains(NOT_VALID + "is not valid before ", "the clock here or where it was issued may be wrong");
        assertThat(examined(Certificates.valid("far", now.plusSeconds(900_000), now.plusSeconds(990_000)))
                        .out())
                .contains(NOT_VALID + "is not valid before ", "wait until then");
        CommandRun soon = examined(Certificates.valid("soon", now.minusSeconds(60), now.plusSeconds(900_000)));
        assertThat(soon.out()).contains("warning  the certificate ends on ", "that is in 10 days");
        assertThat(soon.exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    void a_key_that_may_not_sign_and_an_authority_are_told() throws Exception {
        assertThat(examined(Certificates.withoutDigitalSignature("lamp")).out())
                .contains("PROBLEM  its keyUsage leaves out digitalSignature", "TLS_CERTIFICATE_USAGE_WRONG");
        assertThat(examined(Certificates.authority("lamp")).out())
                .contains("warning  it is the certificate of an authority");
    }

    @Test
    void a_certificate_made_for_servers_is_taken_with_a_warning() throws Exception {
        Files.createDirectory(folder.resolve("own"));
        var authority = io.gatehouse.pki.DevelopmentCa.openOrCreate(folder.resolve("own"));
        write("server.pem", Pem.of(authority.serverChain()));

        CommandRun run = doctor("server.pem");

        assertThat(run.out()).contains("warning  its extendedKeyUsage leaves out clientAuth");
        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    void a_key_of_another_certificate_a_locked_one_and_one_for_everybody() throws Exception {
        IssuedCertificate lamp = RunningBroker.stranger("lamp").issued();
        write("lamp.pem", lamp.certificatePem());
        write("other.key", RunningBroker.stranger("other").issued().privateKeyPem());
        write("locked.key", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n");
        write("old.key", "-----BEGIN EC PRIVATE KEY-----\nMIIB\n-----END EC PRIVATE KEY-----\n");
        write("half.key", "-----BEGIN PRIVATE KEY-----\nMIIBsecret\n");
        write("open.key", lamp.privateKeyPem());
        Files.setPosixFilePermissions(folder.resolve("open.key"), PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(doctor("lamp.pem", "--key", "other.key").out())
                .contains("PROBLEM  key and certificate do not belong together");
        assertThat(doctor("lamp.pem", "--key", "locked.key").out()).contains("PROBLEM  the key needs a password");
        assertThat(doctor("lamp.pem", "--key", "old.key").out())
                .contains("warning  the key is a BEGIN EC PRIVATE KEY", "openssl pkcs8 -topk8");
        assertThat(doctor("lamp.pem", "--key", "half.key").out())
                .contains("PROBLEM  the key cannot be read")
                .doesNotContain("secret");
        assertThat(doctor("lamp.pem", "--key", "open.key").out())
                .contains(
                        "ok       key and certificate belong together",
                        "PROBLEM  others on this machine can read ",
                        "chmod 600 ");
        assertThat(doctor("lamp.pem", "--key", "missing.key").exitCode()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void the_form_of_a_file_is_told() throws Exception {
        IssuedCertificate lamp = RunningBroker.stranger("lamp").issued();
        String pem = lamp.certificatePem();
        write("crlf.pem", pem.replace("\n", "\r\n"));
        write("words.pem", "subject: lamp\n" + pem);
        write("both.pem", pem + lamp.privateKeyPem());
        write("two.pem", pem + RunningBroker.stranger("other").issued().certificatePem());
        write("turned.pem", Pem.of(lamp.chain()) + pem);
        write("cut.pem", pem.substring(0, pem.length() / 2));
        write("key.pem", lamp.privateKeyPem());
        write("none.pem", "hello");
        Files.write(folder.resolve("lamp.der"), lamp.leaf().getEncoded());

        assertThat(doctor("crlf.pem").out()).contains("note     lines end with CR LF");
        assertThat(doctor("words.pem").out()).contains("note     there is text outside of the PEM blocks");
        assertThat(doctor("both.pem").out()).contains("warning  a private key stands in the same file");
        assertThat(doctor("two.pem").out())
                .contains("PROBLEM  2 certificates that have nothing to do with each other stand in one file");
        assertThat(doctor("turned.pem").out())
                .contains("PROBLEM  certificate 1 is not signed by certificate 2", "put the leaf first");
        assertThat(doctor("cut.pem").out()).contains("PROBLEM  there is no certificate to look at", "cut short");
        assertThat(doctor("key.pem").out()).contains("this is a key file");
        assertThat(doctor("none.pem").out()).contains("neither PEM nor DER");
        assertThat(doctor("missing.pem").out()).contains("no such file");
        assertThat(doctor("lamp.der").out()).contains("ok       DER, 1 certificate");
    }

    @Test
    void a_chain_that_does_not_lead_to_the_authority_is_told() throws Exception {
        IssuedCertificate lamp = RunningBroker.stranger("lamp").issued();
        write("leaf.pem", lamp.certificatePem());
        write("root.pem", lamp.rootPem());

        assertThat(doctor("leaf.pem", "--ca", "root.pem").out())
                .contains("PROBLEM  the chain does not lead to an authority of --ca", "add the intermediates");
    }

    @Test
    void what_the_broker_knows_of_it_is_told() throws Exception {
        try (RunningAdmin admin = RunningAdmin.inMemory(folder.resolve("data"))) {
            TestDevice lamp = RunningBroker.stranger("lamp");
            assertThat(examined(lamp).out()).contains("PROBLEM  it is not registered", "gatehouse cert register");

            var registered = RunningBroker.done(
                    admin.registry().registerCertificate(lamp.issued().leaf(), CertificateStatus.INACTIVE));
            assertThat(examined(lamp).out())
                    .contains(
                            "PROBLEM  it is registered and INACTIVE",
                            "gatehouse cert activate " + lamp.certificateId(),
                            "PROBLEM  it has no policy",
                            "note     it belongs to no thing");

            RunningBroker.done(admin.registry().setCertificateStatus(registered.id(), CertificateStatus.REVOKED));
            assertThat(examined(lamp).out()).contains("PROBLEM  it is REVOKED", "that is for good");
        }
        assertThat(examined(RunningBroker.stranger("lamp")).out())
                .contains("note     whether it is registered was not asked", "no broker runs on the data folder");
    }

    @Test
    void policies_of_the_groups_of_its_things_are_policies_too() throws Exception {
        try (RunningAdmin admin = RunningAdmin.inMemory(folder.resolve("data"))) {
            CommandRun.in(folder, "thing", "create", "lamp", "--out", "lamp");
            String id = admin.registry().certificates("", null, 1).getFirst().id();
            var groups = admin.registry().thingGroups();
            RunningBroker.done(groups.create("house", null, "", Map.of()));
            RunningBroker.done(groups.create("lamps", "house", "", Map.of()));
            RunningBroker.done(groups.attachPolicy("thing-own-topics", "house"));
            RunningBroker.done(groups.add("lamps", List.of("lamp")));
            RunningBroker.done(admin.registry().detachPolicy("thing-own-topics", id));

            CommandRun run = doctor("lamp/chain.pem");

            assertThat(run.out())
                    .contains(
                            "note     it has no policy of its own; those of its things' groups are thing-own-topics",
                            "gatehouse policy test --certificate " + id);
            assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        }
    }

    @Test
    void a_file_that_is_something_else_is_named_with_what_makes_a_certificate_of_it() throws Exception {
        write("request.pem", "-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n");
        write("bag.p7b", "-----BEGIN PKCS7-----\nMIIB\n-----END PKCS7-----\n");

        assertThat(doctor("request.pem").out()).contains("a request for a certificate", "have it signed");
        assertThat(doctor("bag.p7b").out()).contains("openssl pkcs7 -print_certs");
        assertThat(doctor(".").out()).contains("a folder (expected: a file)").doesNotContain("the file's owner");
    }

    @Test
    void json_has_every_finding_with_its_severity() throws Exception {
        write("none.pem", "hello");

        JsonNode report =
                new ObjectMapper().readTree(doctor("none.pem", "-o", "json").out());

        assertThat(report.get("problems").asInt()).isEqualTo(1);
        JsonNode finding = report.get("findings").get(0);
        assertThat(finding.get("severity").asText()).isEqualTo("PROBLEM");
        assertThat(finding.get("about").asText()).isEqualTo("certificate none.pem");
        assertThat(finding.get("remedy").asText()).contains("openssl pkcs12");
    }
}
