package io.gatehouse.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DevelopmentCaTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final ServerNames NAMES =
            new ServerNames(Set.of("localhost", "workbench.example", "127.0.0.1", "::1"));

    @TempDir
    Path data;

    private DevelopmentCa open(Instant now) throws PkiException {
        return DevelopmentCa.openOrCreate(data, NAMES, InstantSource.fixed(now));
    }

    private static void validate(X509Certificate anchor, List<X509Certificate> path, Instant at) throws Exception {
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(at));
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
    }

    @Test
    void the_first_start_makes_an_authority_whose_server_certificate_clients_accept() throws Exception {
        DevelopmentCa ca = open(NOW);

        validate(ca.root(), ca.serverChain(), NOW);
        X509Certificate server = ca.serverChain().getFirst();
        assertThat(server.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(server.getNotAfter()).isEqualTo(Date.from(NOW.plus(Duration.ofDays(397))));
        assertThat(((ECPublicKey) server.getPublicKey()).getParams().getOrder().bitLength())
                .isEqualTo(256);
        assertThat(namesOf(server)).containsExactly("0:0:0:0:0:0:0:1", "127.0.0.1", "localhost", "workbench.example");
        assertThat(ca.chain().get(0).getBasicConstraints()).isZero();
        assertThat(ca.chain().get(1)).isEqualTo(ca.root());
        assertThat(ca.notAfter()).isEqualTo(NOW.plus(Duration.ofDays(1826)));
        assertThat(Files.readString(ca.rootPem())).isEqualTo(Pem.of(ca.root()));
    }

    private static Set<String> namesOf(X509Certificate certificate) throws Exception {
        Set<String> names = new TreeSet<>();
        for (List<?> name : certificate.getSubjectAlternativeNames()) {
            names.add(String.valueOf(name.get(1)));
        }
        return names;
    }

    @Test
    void every_certificate_says_that_it_is_for_development() throws Exception {
        DevelopmentCa ca = open(NOW);
        List<X509Certificate> all = new ArrayList<>(ca.chain());
        all.addAll(ca.serverChain());
        all.add(ca.issueDevice("lamp").leaf());
        assertThat(all)
                .allSatisfy(certificate -> assertThat(
                                certificate.getSubjectX500Principal().getName())
                        .contains("DEVELOPMENT - not for production"));
    }

    @Test
    void files_are_for_their_owner_alone() throws Exception {
        Path deep = data.resolve("a/b");
        DevelopmentCa.openOrCreate(deep, NAMES, InstantSource.fixed(NOW));
        assertThat(modeOf(deep.resolve("pki"))).isEqualTo("rwx------");
        assertThat(modeOf(deep)).isEqualTo("rwx------");
        assertThat(filesIn(deep.resolve("pki")))
                .hasSize(6)
                .allSatisfy(file -> assertThat(modeOf(file)).isEqualTo("rw-------"));
        assertThat(filesIn(deep)).containsExactly(deep.resolve("pki"));
    }

    private static String modeOf(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void the_second_start_uses_what_is_there() throws Exception {
        DevelopmentCa first = open(NOW);
        DevelopmentCa second = open(NOW.plus(Duration.ofDays(366)));
        assertThat(second.root()).isEqualTo(first.root());
        assertThat(second.serverChain()).isEqualTo(first.serverChain());
        assertThat(second.serverKey()).isEqualTo(first.serverKey());
    }

    @Test
    void a_server_certificate_near_its_end_is_made_anew_and_the_root_stays() throws Exception {
        DevelopmentCa first = open(NOW);
        Instant later = NOW.plus(Duration.ofDays(397 - 29));
        DevelopmentCa second = open(later);
        assertThat(second.root()).isEqualTo(first.root());
        assertThat(second.serverChain().getFirst())
                .isNotEqualTo(first.serverChain().getFirst());
        assertThat(second.serverKey()).isNotEqualTo(first.serverKey());
        validate(first.root(), second.serverChain(), later.plus(Duration.ofDays(396)));
        assertThat(open(later).serverChain()).isEqualTo(second.serverChain());
    }

    @Test
    void an_intermediate_near_its_end_is_made_anew_and_what_it_signed_stays_signed() throws Exception {
        DevelopmentCa first = open(NOW);
        IssuedCertificate device = first.issueDevice("lamp");
        Instant later = NOW.plus(Duration.ofDays(2000)); // nobody started it for longer than the intermediate lasts

        DevelopmentCa second = open(later);

        assertThat(second.root()).isEqualTo(first.root());
        assertThat(second.notAfter()).isEqualTo(first.root().getNotAfter().toInstant());
        validate(first.root(), second.serverChain(), later);
        validate(first.root(), List.of(device.leaf(), second.chain().getFirst()), later);
        assertThat(open(later).chain()).isEqualTo(second.chain());
    }

    @Test
    void a_root_that_ends_is_not_replaced_and_nothing_claims_to_last_longer() throws Exception {
        DevelopmentCa first = open(NOW);
        Instant end = first.root().getNotAfter().toInstant();

        assertThat(open(end.minus(Duration.ofDays(3))).notAfter()).isEqualTo(end);
        assertThat(open(end.plus(Duration.ofDays(1))).root()).isEqualTo(first.root());
    }

    @Test
    void a_server_certificate_without_a_name_that_is_needed_is_made_anew() throws Exception {
        DevelopmentCa first = open(NOW);
        ServerNames more = new ServerNames(Set.of("localhost", "192.0.2.7"));
        DevelopmentCa second = DevelopmentCa.openOrCreate(data, more, InstantSource.fixed(NOW));
        assertThat(second.serverChain()).isNotEqualTo(first.serverChain());
        assertThat(namesOf(second.serverChain().getFirst())).contains("192.0.2.7");
    }

    @Test
    void a_broken_server_certificate_is_made_anew() throws Exception {
        open(NOW);
        Files.writeString(data.resolve("pki/server.pem"), "half a certi");
        validate(open(NOW).root(), open(NOW).serverChain(), NOW);
        Files.delete(data.resolve("pki/server-key.pem"));
        validate(open(NOW).root(), open(NOW).serverChain(), NOW);
    }

    @Test
    void a_real_start_covers_this_host() throws Exception {
        DevelopmentCa ca = DevelopmentCa.openOrCreate(data, List.of("192.0.2.7"));
        assertThat(namesOf(ca.serverChain().getFirst()))
                .contains("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1", "192.0.2.7");
        assertThat(DevelopmentCa.openOrCreate(data).serverChain()).isEqualTo(ca.serverChain());
    }

    @ParameterizedTest
    @ValueSource(strings = {"root-key.pem", "intermediate-key.pem", "server-key.pem"})
    void a_key_others_could_read_stops_the_start(String name) throws Exception {
        open(NOW);
        Files.setPosixFilePermissions(data.resolve("pki").resolve(name), PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> open(NOW))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("rw-r-----")
                .hasMessageContaining("chmod 600");
    }

    @Test
    void a_folder_others_could_write_stops_the_start() throws Exception {
        open(NOW);
        Files.setPosixFilePermissions(data.resolve("pki"), PosixFilePermissions.fromString("rwxrwx---"));
        assertThatThrownBy(() -> open(NOW)).isInstanceOf(PkiException.class).hasMessageContaining("chmod 700");
    }

    @ParameterizedTest
    @ValueSource(strings = {"root.pem", "root-key.pem", "intermediate.pem", "intermediate-key.pem"})
    void a_missing_or_broken_authority_is_never_replaced_silently(String name) throws Exception {
        open(NOW);
        Path file = data.resolve("pki").resolve(name);
        Files.writeString(file, "garbage");
        assertThatThrownBy(() -> open(NOW))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("gatehouse up --clean");
        Files.delete(file);
        assertThatThrownBy(() -> open(NOW))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("is missing");
    }

    @Test
    void files_of_two_authorities_do_not_pass_for_one(@TempDir Path other) throws Exception {
        open(NOW);
        DevelopmentCa.openOrCreate(other, NAMES, InstantSource.fixed(NOW));
        for (String name : List.of("intermediate.pem", "intermediate-key.pem")) {
            Files.write(
                    data.resolve("pki").resolve(name),
                    Files.readAllBytes(other.resolve("pki").resolve(name)));
        }
        assertThatThrownBy(() -> open(NOW))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("do not belong together");
    }

    private Map<String, String> contents() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.toList()) {
                contents.put(
                        data.relativize(file) + " of " + Files.getLastModifiedTime(file),
                        Files.isDirectory(file) ? "" : Files.readString(file));
            }
        }
        return contents;
    }

    @Test
    void who_reads_an_authority_can_issue_and_changes_nothing() throws Exception {
        open(NOW);
        Map<String, String> before = contents();
        Instant late =
                NOW.plus(DevelopmentCa.INTERMEDIATE_LIFETIME).minus(Duration.ofDays(1)); // all is due but the root

        DevelopmentCa ca = DevelopmentCa.read(data, InstantSource.fixed(late));
        IssuedCertificate device = ca.issueDevice("lamp");

        List<X509Certificate> path = new ArrayList<>(List.of(device.leaf()));
        path.addAll(device.chain());
        validate(ca.root(), path, late);
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void where_there_is_no_authority_reading_makes_none() throws Exception {
        Map<String, String> before = contents();
        assertThatThrownBy(() -> DevelopmentCa.read(data))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining(data.resolve("pki") + " is missing")
                .hasMessageContaining("gatehouse up");
        assertThat(contents()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "root.pem",
                "root-key.pem",
                "intermediate.pem",
                "intermediate-key.pem",
                "server.pem",
                "server-key.pem"
            })
    void reading_half_an_authority_says_what_is_missing_and_does_not_mend_it(String name) throws Exception {
        open(NOW);
        Files.delete(data.resolve("pki").resolve(name));
        Map<String, String> before = contents();

        assertThatThrownBy(() -> DevelopmentCa.read(data))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("missing");
        assertThat(contents()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void a_device_gets_a_certificate_of_the_kind_it_asks_for(KeyKind kind) throws Exception {
        DevelopmentCa ca = open(NOW);
        IssuedCertificate device = ca.issueDevice("lamp", kind, DevelopmentCa.DEVICE_NOT_AFTER);

        List<X509Certificate> path = new ArrayList<>(List.of(device.leaf()));
        path.addAll(device.chain());
        validate(ca.root(), path, NOW);
        assertThat(device.leaf().getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
        assertThat(device.leaf().getSubjectX500Principal().getName()).startsWith("CN=lamp,");
        assertThat(device.leaf().getNotAfter()).isEqualTo(Date.from(Instant.parse("2049-12-31T23:59:59Z")));
        assertThat(device.leaf().getSerialNumber().bitLength()).isGreaterThan(64);
        assertThat(device.leaf().getBasicConstraints()).isEqualTo(-1);
        assertThat(device.toString()).doesNotContain(device.privateKeyPem().substring(30, 60));
        assertThat(Pem.key(device.privateKeyPem(), device.key().getAlgorithm())).isEqualTo(device.key());
        assertThat(Pem.certificates(device.chainPem())).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({"RSA2048, 2048", "RSA3072, 3072"})
    void rsa_keys_have_the_length_they_are_called_by(KeyKind kind, int bits) throws Exception {
        IssuedCertificate device = open(NOW).issueDevice("lamp", kind, DevelopmentCa.DEVICE_NOT_AFTER);
        assertThat(((RSAPublicKey) device.leaf().getPublicKey()).getModulus().bitLength())
                .isEqualTo(bits);
    }

    @Test
    void no_two_devices_share_a_key_or_a_serial_number() throws Exception {
        DevelopmentCa ca = open(NOW);
        IssuedCertificate one = ca.issueDevice("lamp");
        IssuedCertificate two = ca.issueDevice("lamp");
        assertThat(one.leaf().getPublicKey()).isNotEqualTo(two.leaf().getPublicKey());
        assertThat(one.leaf().getSerialNumber()).isNotEqualTo(two.leaf().getSerialNumber());
    }

    @Test
    void a_name_is_text_and_never_becomes_more_of_the_subject() throws Exception {
        IssuedCertificate device = open(NOW).issueDevice("lamp,O=Admins+OU=x=\"y\"");
        String subject = device.leaf().getSubjectX500Principal().getName();
        assertThat(new javax.naming.ldap.LdapName(subject).getRdns()).hasSize(3);
    }

    @Test
    void names_and_ends_that_make_no_sense_are_refused() throws Exception {
        DevelopmentCa ca = open(NOW);
        for (String name : List.of("", " ", "x".repeat(65), "lamp\n")) {
            assertThatThrownBy(() -> ca.issueDevice(name)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> ca.issueDevice("lamp", KeyKind.P256, NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("notAfter");
    }
}
