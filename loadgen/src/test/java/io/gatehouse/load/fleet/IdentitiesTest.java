package io.gatehouse.load.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.gatehouse.pki.KeyKind;
import io.gatehouse.pki.KeyPairs;
import io.gatehouse.pki.Pem;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Identities made, written to files and read from them again. */
class IdentitiesTest {
    @TempDir
    Path folder;

    private Mint mint;

    @BeforeEach
    void openMint() {
        mint = done(Mint.ofItsOwn(folder.resolve("authority")));
    }

    private static <T> T done(Attempt<T> attempt) {
        assertThat(attempt).isInstanceOf(Attempt.Done.class);
        return ((Attempt.Done<T>) attempt).value();
    }

    private List<Identity> identities(int count, KeyKind kind) {
        return mint.identities(NameTemplate.DEFAULT, 0, count, kind, Progress.NONE);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** As OpenSSL wrote keys before PKCS#8: SEC 1 for EC, with the curve in it, PKCS#1 for RSA. */
    private static String traditional(PrivateKey key) throws IOException {
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(key.getEncoded());
        return key instanceof ECPrivateKey ec
                ? pem(
                        "EC PRIVATE KEY",
                        new org.bouncycastle.asn1.sec.ECPrivateKey(
                                        256,
                                        ec.getS(),
                                        info.getPrivateKeyAlgorithm().getParameters())
                                .getEncoded())
                : pem(
                        "RSA PRIVATE KEY",
                        info.parsePrivateKey().toASN1Primitive().getEncoded());
    }

    private static String pem(String label, byte[] der) throws IOException {
        StringWriter text = new StringWriter();
        try (var writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(label, der));
        }
        return text.toString();
    }

    private static List<String> lines(Identities identities) {
        return identities.problems().stream().map(Problem::line).toList();
    }

    @Test
    void a_mint_gives_each_device_a_key_and_a_certificate_of_its_own() throws Exception {
        List<Integer> reached = new ArrayList<>();

        List<Identity> fleet = mint.identities(
                NameTemplate.DEFAULT, 5, 300, KeyKind.P256, (done, all) -> reached.add(done * 1000 + all));

        assertThat(fleet).hasSize(300);
        assertThat(fleet.getFirst().name()).isEqualTo("load-5");
        assertThat(fleet.getLast().name()).isEqualTo("load-304");
        assertThat(fleet.stream().map(Identity::key).distinct()).hasSize(300);
        for (Identity identity : fleet) {
            assertThat(identity.certificate().getSubjectX500Principal().getName())
                    .contains("CN=" + identity.name());
            identity.certificate().verify(identity.chain().get(1).getPublicKey());
            identity.chain().get(1).verify(mint.root().getPublicKey());
        }
        assertThat(reached).hasSize(100).isSorted().endsWith(300_300);
    }

    @Test
    void a_mint_of_a_broker_makes_no_authority_where_there_is_none() {
        assertThat(Mint.ofBroker(folder.resolve("nothing")))
                .isInstanceOfSatisfying(
                        Attempt.Failed.class,
                        failed -> assertThat(failed.problem().line())
                                .contains("no development authority", "gatehouse up"));
        assertThat(folder.resolve("nothing")).doesNotExist();
    }

    @Test
    void a_mint_of_a_broker_mends_nothing_under_it() throws Exception {
        done(Mint.ofItsOwn(folder.resolve("data")));
        Path server = folder.resolve("data/pki/server.pem");
        Files.delete(server);

        assertThat(Mint.ofBroker(folder.resolve("data")))
                .isInstanceOfSatisfying(
                        Attempt.Failed.class,
                        failed -> assertThat(failed.problem().line()).contains("server.pem", "gatehouse up"));
        assertThat(server).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource(
            value = KeyKind.class,
            names = {"P256", "RSA2048", "ED25519"})
    void what_is_written_to_a_folder_is_read_from_it_again(KeyKind kind) throws Exception {
        List<Identity> fleet = identities(3, kind);
        Path fleetFolder = folder.resolve("fleet");

        done(IdentityFolder.write(fleetFolder, fleet, Pem.of(mint.root()), null, Progress.NONE));
        Identities read = IdentityFolder.read(fleetFolder);

        assertThat(read.problems()).isEmpty();
        assertThat(read.usable()).isEqualTo(fleet);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fleetFolder.resolve("load-0/key.pem"))))
                .isEqualTo("rw-------");
        assertThat(IdentityFolder.write(fleetFolder, fleet, "", null, Progress.NONE))
                .isInstanceOfSatisfying(
                        Attempt.Failed.class,
                        failed -> assertThat(failed.problem().line()).contains("load-0/key.pem: is there already"));
    }

    @Test
    void pairs_of_files_are_read_with_keys_in_every_form() throws Exception {
        Identity ec = identities(1, KeyKind.P256).getFirst();
        Identity rsa = identities(1, KeyKind.RSA2048).getFirst();
        Path pairs = folder.resolve("pairs");
        write(pairs.resolve("lamp.crt"), Pem.of(ec.certificate()));
        write(pairs.resolve("lamp.key"), traditional(ec.key()));
        write(pairs.resolve("door.pem"), "a word before\n" + Pem.of(rsa.chain()));
        write(pairs.resolve("door.key"), traditional(rsa.key()));
        write(pairs.resolve("hall.pem"), traditional(ec.key()) + Pem.of(ec.chain()));
        write(pairs.resolve("ca.pem"), Pem.of(mint.root()));
        write(pairs.resolve("notes.txt"), "nothing");

        Identities read = IdentityFolder.read(pairs);

        assertThat(traditional(ec.key())).startsWith("-----BEGIN EC PRIVATE KEY");
        assertThat(traditional(rsa.key())).startsWith("-----BEGIN RSA PRIVATE KEY");
        assertThat(read.problems()).isEmpty();
        assertThat(read.usable())
                .extracting(Identity::name, Identity::chain)
                .containsExactly(
                        tuple("door", rsa.chain()),
                        tuple("hall", ec.chain()),
                        tuple("lamp", List.of(ec.certificate())));
        assertThat(read.usable())
                .allMatch(one -> KeyPairs.belongTogether(one.certificate().getPublicKey(), one.key()));
    }

    @Test
    void a_file_that_cannot_be_used_says_what_is_wrong_with_it_and_the_others_are_read() throws Exception {
        List<Identity> two = identities(2, KeyKind.P256);
        String certificate = Pem.of(two.getFirst().certificate());
        Path bad = folder.resolve("bad");
        write(bad.resolve("a.crt"), certificate);
        write(bad.resolve("b.key"), traditional(two.getFirst().key()));
        write(bad.resolve("c.crt"), certificate);
        write(bad.resolve("c.key"), traditional(two.getLast().key()));
        write(bad.resolve("d.crt"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        write(bad.resolve("d.key"), traditional(two.getFirst().key()));
        write(bad.resolve("e.crt"), certificate);
        write(bad.resolve("e.key"), encrypted(two.getFirst()));
        write(bad.resolve("f.crt"), traditional(two.getFirst().key()));
        write(bad.resolve("f.key"), certificate);
        write(bad.resolve("g.crt"), certificate);
        write(bad.resolve("g.key"), traditional(two.getFirst().key()));

        Identities read = IdentityFolder.read(bad);

        assertThat(read.usable()).extracting(Identity::name).containsExactly("g");
        assertThat(lines(read))
                .satisfiesExactly(
                        a -> assertThat(a).contains("a.crt: no key beside it (expected: a.key)"),
                        b -> assertThat(b).contains("b.key: no certificate beside it (expected: b.crt)"),
                        c -> assertThat(c).contains("c.key: not the key of"),
                        d -> assertThat(d).contains("d.crt: damaged"),
                        e -> assertThat(e).contains("e.key: a key with a password", "openssl pkey -in"),
                        f -> assertThat(f).contains("f.crt: no certificate"));
    }

    private static String encrypted(Identity identity) throws Exception {
        var encryptor = new JceOpenSSLPKCS8EncryptorBuilder(JcaPKCS8Generator.AES_256_CBC)
                .setProvider(new org.bouncycastle.jce.provider.BouncyCastleProvider())
                .setPassword("secret".toCharArray())
                .build();
        PemObject block = new JcaPKCS8Generator(identity.key(), encryptor).generate();
        return pem(block.getType(), block.getContent());
    }

    @Test
    void a_list_names_files_beside_it() throws Exception {
        List<Identity> two = identities(2, KeyKind.P256);
        write(folder.resolve("files/a, b.pem"), Pem.of(two.getFirst().chain()));
        write(folder.resolve("files/a.key"), traditional(two.getFirst().key()));
        Path list = folder.resolve("fleet.csv");
        write(list, """
                name,certificate,key
                # of the hall

                lamp,"files/a, b.pem", files/a.key
                lamp,"files/a, b.pem",files/a.key
                door,files/a.key
                gate,files/none.pem,files/a.key
                """);

        Identities read = IdentityCsv.read(list);

        assertThat(read.usable())
                .extracting(Identity::name, Identity::chain)
                .containsExactly(tuple("lamp", two.getFirst().chain()));
        assertThat(lines(read))
                .satisfiesExactlyInAnyOrder(
                        twice -> assertThat(twice).contains("identity lamp: twice"),
                        fields -> assertThat(fields).contains("fleet.csv:6: not three fields"),
                        none -> assertThat(none).contains("none.pem: no such file"));
    }

    @Test
    void nothing_to_read_is_a_problem_and_no_empty_fleet() throws Exception {
        Files.createDirectories(folder.resolve("empty"));
        write(folder.resolve("empty.csv"), "name,certificate,key\n");

        assertThat(lines(IdentityFolder.read(folder.resolve("empty"))))
                .singleElement()
                .asString()
                .contains("no identities");
        assertThat(lines(IdentityFolder.read(folder.resolve("none"))))
                .singleElement()
                .asString()
                .contains("cannot be read");
        assertThat(lines(IdentityCsv.read(folder.resolve("empty.csv"))))
                .singleElement()
                .asString()
                .contains("empty");
        assertThat(lines(IdentityCsv.read(folder.resolve("none.csv"))))
                .singleElement()
                .asString()
                .contains("cannot be read");
    }

    @Test
    void a_foreign_broker_is_given_the_root_that_all_identities_lead_to() throws Exception {
        Path file = done(new ForeignBroker(mint.root()).write(folder.resolve("ca.crt")));

        assertThat(Files.readString(file)).isEqualTo(Pem.of(mint.root()));
        assertThat(String.join("\n", ForeignBroker.advice(file)))
                .contains("cafile " + file.toAbsolutePath(), "require_certificate true");
    }
}
