package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.pki.DevelopmentCa;
import io.gatehouse.pki.KeyKind;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CertificateAndKeyTest {
    @TempDir
    Path folder;

    private Path certificate(CertificateAndKey credential) throws Exception {
        return pem("certificate.pem", "CERTIFICATE", credential.leaf().getEncoded());
    }

    private Path key(PrivateKey key) throws Exception {
        Path file = pem("key.pem", "PRIVATE KEY", key.getEncoded());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private Path pem(String name, String label, byte[] der) throws Exception {
        String body = Base64.getMimeEncoder().encodeToString(der);
        return Files.writeString(
                folder.resolve(name), "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"P-256", "P-384", "RSA-2048", "Ed25519"})
    void a_pair_is_read(String kind) throws Exception {
        CertificateAndKey credential = TestCertificates.of(kind);
        CertificateAndKey read = CertificateAndKey.read(certificate(credential), key(credential.key()));
        assertThat(read.chain()).isEqualTo(credential.chain());
        assertThat(read.key()).isEqualTo(credential.key());
    }

    @Test
    void what_the_development_authority_wrote_is_read() throws Exception {
        DevelopmentCa ca = DevelopmentCa.openOrCreate(folder);
        CertificateAndKey read =
                CertificateAndKey.read(folder.resolve("pki/server.pem"), folder.resolve("pki/server-key.pem"));
        assertThat(read.chain()).isEqualTo(ca.serverChain());
        assertThat(ca.issueDevice("lamp", KeyKind.P256, DevelopmentCa.DEVICE_NOT_AFTER)
                        .leaf())
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw-rw-rw-", "rw--w----", "rwx------"})
    void a_key_others_could_read_is_refused(String mode) throws Exception {
        CertificateAndKey credential = TestCertificates.of("P-256");
        Path key = key(credential.key());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(mode));
        assertThatThrownBy(() -> CertificateAndKey.read(certificate(credential), key))
                .isInstanceOf(TlsConfigurationException.class)
                .hasMessageContaining(mode)
                .hasMessageContaining("chmod 600");
    }

    /** Kubernetes mounts a Secret as links to files of root and of the pod's group. */
    @ParameterizedTest
    @ValueSource(strings = {"r--r-----", "rw-r-----"})
    void a_key_that_another_user_gives_to_our_group_is_read(String mode) throws Exception {
        CertificateAndKey credential = TestCertificates.of("P-256");
        Path key = key(credential.key());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(mode));
        giveAway(key, "unix:uid");
        Path link = Files.createSymbolicLink(folder.resolve("tls.key"), key);

        assertThat(CertificateAndKey.read(certificate(credential), link).key()).isEqualTo(credential.key());
    }

    @Test
    void a_key_of_another_group_is_refused() throws Exception {
        CertificateAndKey credential = TestCertificates.of("P-256");
        Path key = key(credential.key());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        giveAway(key, "unix:uid");
        giveAway(key, "unix:gid");

        assertThatThrownBy(() -> CertificateAndKey.read(certificate(credential), key))
                .isInstanceOf(TlsConfigurationException.class)
                .hasMessageContaining("chmod 600")
                .hasMessageContaining("of a group that this process is in");
    }

    @ParameterizedTest
    @CsvSource({
        "r--------, false, false, true",
        "rw-------, true,  true,  true",
        "r--r-----, false, true,  true",
        "rw-r-----, false, true,  true",
        "rw-r-----, true,  true,  false", // ours: chmod 600 is ours to do
        "r--r-----, false, false, false",
        "r--rw----, false, true,  false",
        "r--r-x---, false, true,  false",
        "r--r--r--, false, true,  false",
        "r-----r--, false, true,  false",
        "rwx------, false, true,  false"
    })
    void the_group_may_read_what_another_user_owns_and_nobody_else_may(
            String mode, boolean ours, boolean ourGroup, boolean isPrivate) {
        assertThat(new KeyFileMode(PosixFilePermissions.fromString(mode), ours, ourGroup).isPrivate())
                .isEqualTo(isPrivate);
    }

    private static void giveAway(Path file, String id) throws Exception {
        try {
            Files.setAttribute(file, id, 54_321);
        } catch (FileSystemException e) {
            assumeTrue(false, "only root gives files away: " + e.getMessage());
        }
    }

    @Test
    void the_key_of_another_certificate_is_refused() throws Exception {
        Path other = key(TestCertificates.another("P-256", "other").key());
        assertThatThrownBy(() -> CertificateAndKey.read(certificate(TestCertificates.of("P-256")), other))
                .isInstanceOf(TlsConfigurationException.class)
                .hasMessageContaining("expected: the key of the first certificate");
    }

    @Test
    void a_key_of_another_kind_is_refused_without_being_quoted() throws Exception {
        CertificateAndKey rsa = TestCertificates.of("RSA-2048");
        Path file = key(rsa.key());
        assertThatThrownBy(() -> CertificateAndKey.read(certificate(TestCertificates.of("P-256")), file))
                .isInstanceOf(TlsConfigurationException.class)
                .hasNoCause()
                .hasMessageContaining("not a key of the kind EC");
    }

    @Test
    void a_key_in_another_format_is_refused_with_the_command_that_converts_it() throws Exception {
        Path file = pem("ec.pem", "EC PRIVATE KEY", new byte[] {1, 2, 3});
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThatThrownBy(() -> CertificateAndKey.read(certificate(TestCertificates.of("P-256")), file))
                .isInstanceOf(TlsConfigurationException.class)
                .hasMessageContaining("openssl pkcs8 -topk8 -nocrypt");
    }

    @Test
    void missing_and_empty_files_are_named() throws Exception {
        Path missing = folder.resolve("missing.pem");
        Path empty = Files.createFile(folder.resolve("empty.pem"));
        Path key = key(TestCertificates.of("P-256").key());
        assertThatThrownBy(() -> CertificateAndKey.read(missing, key))
                .isInstanceOf(TlsConfigurationException.class)
                .hasMessageContaining("missing.pem does not exist");
        assertThatThrownBy(() -> CertificateAndKey.read(empty, key))
                .isInstanceOf(TlsConfigurationException.class)
                .hasMessageContaining("empty.pem");
        assertThatThrownBy(() -> CertificateAndKey.read(certificate(TestCertificates.of("P-256")), missing))
                .isInstanceOf(TlsConfigurationException.class)
                .hasMessageContaining("missing.pem does not exist");
    }
}
