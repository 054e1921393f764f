package io.gatehouse.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.config.IssuingSettings;
import io.gatehouse.harness.ChildJvm;
import io.gatehouse.loop.Clock;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IssuingAuthorityTest {
    private static final char[] PASSWORD = "correct horse".toCharArray();
    private static final Instant NOW = Instant.now();

    @TempDir
    Path folder;

    private record Chain(Issuer root, Issuer intermediate) {}

    private static Chain chain(KeyPair keys) throws PkiException {
        Issuer root = Issuer.root(KeyKind.P256.generate(), NOW, NOW.plus(Duration.ofDays(365)));
        return new Chain(root, root.intermediate(keys, NOW, NOW.plus(Duration.ofDays(300))));
    }

    private Path pkcs12(PrivateKey key, Certificate... chain) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("issuing", key, PASSWORD, chain);
        Path file = Files.createFile(
                folder.resolve("issuing.p12"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD);
        }
        return file;
    }

    private static X509Certificate issuedBy(IssuingAuthority authority) {
        DeviceIssuer issuer = new DeviceIssuer(authority, IssuingRules.asAws(2), Clock.SYSTEM);
        return ((Issuance.Certified) issuer.certify(SigningRequest.create().pem())).certificate();
    }

    @ParameterizedTest
    @ValueSource(strings = {"P256", "P384", "P521", "RSA2048"})
    void an_intermediate_in_a_pkcs12_file_issues_with_its_own_kind_of_key(String kind) throws Exception {
        Chain made = chain(KeyKind.valueOf(kind).generate());
        Path file = pkcs12(
                made.intermediate().key(),
                made.intermediate().certificate(),
                made.root().certificate());

        IssuingAuthority authority = IssuingAuthority.pkcs12(file, PASSWORD, null);

        assertThat(authority.chain())
                .containsExactly(made.intermediate().certificate(), made.root().certificate());
        issuedBy(authority).verify(made.intermediate().certificate().getPublicKey());
        assertThat(issuedBy(IssuingAuthority.pkcs12(file, PASSWORD, "issuing"))).isNotNull();
    }

    @Test
    void what_cannot_issue_is_refused_with_words_and_without_the_password() throws Exception {
        Chain made = chain(KeyKind.P256.generate());
        KeyPair leafKeys = KeyKind.P256.generate();
        Path leaf = pkcs12(
                leafKeys.getPrivate(),
                made.intermediate().device("pump", leafKeys.getPublic(), NOW, NOW.plusSeconds(60)));

        assertThatThrownBy(() -> IssuingAuthority.pkcs12(leaf, PASSWORD, null))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("may not sign certificates");
        assertThatThrownBy(() -> IssuingAuthority.pkcs12(leaf, PASSWORD, "other"))
                .hasMessageContaining("no key under the alias other (expected: one of [issuing])");
        assertThatThrownBy(() -> IssuingAuthority.pkcs12(leaf, "hunter2".toCharArray(), null))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("cannot be read")
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> IssuingAuthority.pkcs12(folder.resolve("absent.p12"), PASSWORD, null))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("is missing");
        Files.setPosixFilePermissions(leaf, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> IssuingAuthority.pkcs12(leaf, PASSWORD, null))
                .hasMessageContaining("has mode rw-r--r--");
    }

    private Path secret(String name, String text) throws Exception {
        Path file = Files.createFile(
                folder.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text);
    }

    private static IssuingSettings pkcs12(Path file, Path password) {
        return new IssuingSettings(file, password, null, null, "", 10, 0, 100);
    }

    @Test
    void what_is_configured_is_opened_with_the_first_line_of_the_file_with_its_secret() throws Exception {
        Chain made = chain(KeyKind.P256.generate());
        Path file = pkcs12(made.intermediate().key(), made.intermediate().certificate());
        Path password = secret("password", "correct horse\n# since May\n");

        IssuingAuthority authority = IssuingAuthority.configured(pkcs12(file, password));

        assertThat(authority).isNotNull();
        assertThat(authority.chain()).containsExactly(made.intermediate().certificate());
        assertThat(authority.notAfter())
                .isEqualTo(made.intermediate().certificate().getNotAfter().toInstant());
        assertThat(IssuingAuthority.configured(IssuingSettings.DEFAULTS)).isNull();
    }

    @Test
    void a_secret_that_is_missing_empty_too_long_or_open_to_others_is_told_and_not_shown() throws Exception {
        Chain made = chain(KeyKind.P256.generate());
        Path file = pkcs12(made.intermediate().key(), made.intermediate().certificate());

        assertThatThrownBy(() -> IssuingAuthority.configured(pkcs12(file, folder.resolve("absent"))))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("absent is missing");
        Path empty = secret("empty", "");
        assertThatThrownBy(() -> IssuingAuthority.configured(pkcs12(file, empty)))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("the password it was written with");
        Path large = secret("large", "hunter2".repeat(1000));
        assertThatThrownBy(() -> IssuingAuthority.configured(pkcs12(file, large)))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("7000 bytes")
                .hasMessageNotContaining("hunter2");
        Path open = secret("open", "correct horse");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> IssuingAuthority.configured(pkcs12(file, open)))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("has mode rw-r--r--")
                .hasMessageNotContaining("horse");
    }

    @Test
    void a_key_that_is_not_of_its_certificate_is_refused() throws Exception {
        Chain made = chain(KeyKind.P256.generate());
        Path file =
                pkcs12(KeyKind.P256.generate().getPrivate(), made.intermediate().certificate());

        assertThatThrownBy(() -> IssuingAuthority.pkcs12(file, PASSWORD, null))
                .hasMessageContaining("do not belong together");
    }

    @Test
    void a_configuration_of_a_token_that_others_may_write_is_not_loaded() throws Exception {
        Path configuration = Files.writeString(folder.resolve("token.cfg"), "name = x\nlibrary = /nowhere.so\n");
        Files.setPosixFilePermissions(configuration, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThatThrownBy(() -> IssuingAuthority.pkcs11(configuration, PASSWORD, null))
                .hasMessageContaining("nobody but its owner may write it");
        Files.setPosixFilePermissions(configuration, PosixFilePermissions.fromString("rw-------"));
        assertThatThrownBy(() -> IssuingAuthority.pkcs11(configuration, PASSWORD, null))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("a library that loads");
    }

    @Test
    void a_key_in_a_token_issues_and_never_leaves_it() throws Exception {
        List<Path> places = Stream.of("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so")
                .map(Path::of)
                .filter(Files::exists)
                .toList();
        assumeTrue(!places.isEmpty(), "no SoftHSM here (apt-get install softhsm2)");
        Files.createDirectories(folder.resolve("tokens"));
        Path settings = Files.writeString(
                folder.resolve("softhsm2.conf"),
                "directories.tokendir = " + folder.resolve("tokens") + "\nobjectstore.backend = file\n");
        Path configuration = Files.writeString(
                folder.resolve("token.cfg"),
                "name = gatehouse\nlibrary = " + places.getFirst() + "\nslotListIndex = 0\n");
        run(
                settings,
                new ProcessBuilder(
                        "softhsm2-util",
                        "--init-token",
                        "--free",
                        "--label",
                        "issuing",
                        "--pin",
                        "1234",
                        "--so-pin",
                        "5678"));

        // In a process of its own: the library takes its settings from the environment.
        String said = run(
                settings,
                ChildJvm.of(
                        List.of(),
                        TokenProgram.class,
                        List.of(
                                configuration.toString(),
                                "1234",
                                secret("pin", "1234").toString())));

        assertThat(said)
                .contains("issued by CN=Gatehouse development intermediate")
                .contains("key leaves: no");
    }

    private static String run(Path settings, ProcessBuilder program) throws Exception {
        program.environment().put("SOFTHSM2_CONF", settings.toString());
        Process process = program.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
