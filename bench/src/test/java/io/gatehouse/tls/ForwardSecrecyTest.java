package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Why the broker has no suite in which the client encrypts a secret with the server's key: who records such sessions
 * and gets the key, once, reads all of them. With ephemeral keys the server's key signs and does nothing else, and
 * there is nothing to decrypt with it.
 *
 * <p>BoringSSL still has the old suite, and makes the historical session here. The broker does not offer it.
 */
final class ForwardSecrecyTest {
    private static final String SECRET = "the vault opens at nine";
    private static final String STATIC_RSA = "TLS_RSA_WITH_AES_128_GCM_SHA256";

    private static final KeyPair KEYS = rsaKeys();
    private static final X509Certificate CERTIFICATE = selfSigned();

    private final WatchedKey key = new WatchedKey(KEYS.getPrivate());

    @Test
    void a_session_of_static_RSA_is_read_afterwards_with_the_servers_key() throws Exception {
        RecordedSession session = RecordedSession.of("TLSv1.2", STATIC_RSA, CERTIFICATE, key, SECRET);

        assertThat(recorded(session)).as("what is on the line").doesNotContain(SECRET);
        assertThat(eavesdropper(session).listen()).isEqualTo(SECRET);
    }

    @Test
    void in_static_RSA_the_servers_key_decrypts_the_secret_and_signs_nothing() throws Exception {
        RecordedSession session = RecordedSession.of("TLSv1.2", STATIC_RSA, CERTIFICATE, key, SECRET);

        byte[] exchange = message(session.fromClient(), HandshakeMessage.CLIENT_KEY_EXCHANGE)
                .body();
        assertThat(key.signed()).isEmpty();
        // RFC 5246 section 7.4.7.1: EncryptedPreMasterSecret, behind its length
        assertThat(key.decrypted()).containsExactly(Arrays.copyOfRange(exchange, 2, exchange.length));
    }

    @Test
    void another_key_reads_nothing_of_a_session_of_static_RSA() throws Exception {
        RecordedSession session = RecordedSession.of("TLSv1.2", STATIC_RSA, CERTIFICATE, key, SECRET);
        RSAPrivateKey another = (RSAPrivateKey) rsaKeys().getPrivate();

        assertThat(new Eavesdropper(session, another).listen()).isNull();
    }

    @Test
    void a_session_of_ECDHE_holds_nothing_that_the_servers_key_decrypts() throws Exception {
        RecordedSession session =
                RecordedSession.of("TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", CERTIFICATE, key, SECRET);

        assertThat(eavesdropper(session).listen()).isNull();
        assertThat(key.decrypted()).isEmpty();
    }

    /** RFC 8422 section 5.4: the signature is over both randoms and the ephemeral key, and everybody can verify it. */
    @Test
    void in_ECDHE_the_servers_key_signs_the_ephemeral_key_of_its_ServerKeyExchange() throws Exception {
        RecordedSession session =
                RecordedSession.of("TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", CERTIFICATE, key, SECRET);

        byte[] exchange = message(session.fromServer(), HandshakeMessage.SERVER_KEY_EXCHANGE)
                .body();
        int parameters = 1 + 2 + 1 + exchange[3]; // curve type, named curve, length, public key
        byte[] signed = Tls12Prf.join(
                message(session.fromClient(), HandshakeMessage.CLIENT_HELLO).random(),
                message(session.fromServer(), HandshakeMessage.SERVER_HELLO).random(),
                Arrays.copyOf(exchange, parameters));
        assertThat(key.signed()).containsExactly(signed);
        Signature signature = WatchedKey.pssSha256();
        signature.initVerify(CERTIFICATE);
        signature.update(signed);
        int at = parameters + 2 + 2; // signature scheme, length
        assertThat(signature.verify(exchange, at, exchange.length - at)).isTrue();
        // What the client answers with is its own ephemeral key, and no encrypted secret.
        assertThat(message(session.fromClient(), HandshakeMessage.CLIENT_KEY_EXCHANGE)
                        .body())
                .hasSize(1 + 32);
    }

    @Test
    void a_session_of_TLS_1_3_holds_nothing_that_the_servers_key_decrypts() throws Exception {
        RecordedSession session = RecordedSession.of("TLSv1.3", "TLS_AES_128_GCM_SHA256", CERTIFICATE, key, SECRET);

        assertThat(eavesdropper(session).listen()).isNull();
        assertThat(key.decrypted()).isEmpty();
    }

    /** RFC 8446 section 4.4.3. Not even that is seen on the line: it is sent encrypted. */
    @Test
    void in_TLS_1_3_the_servers_key_signs_the_transcript_for_its_CertificateVerify() throws Exception {
        RecordedSession session = RecordedSession.of("TLSv1.3", "TLS_AES_128_GCM_SHA256", CERTIFICATE, key, SECRET);

        assertThat(key.signed()).hasSize(1);
        byte[] signed = key.signed().getFirst();
        assertThat(new String(signed, StandardCharsets.ISO_8859_1))
                .startsWith(" ".repeat(64) + "TLS 1.3, server CertificateVerify\0")
                .hasSize(64 + 33 + 1 + 32); // and a hash
        assertThat(HandshakeMessage.of(TlsRecord.split(session.fromServer())))
                .extracting(HandshakeMessage::type)
                .containsExactly(HandshakeMessage.SERVER_HELLO);
    }

    /** RFC 5246 section 7.2.2: handshake_failure. */
    @ParameterizedTest
    @ValueSource(strings = {"boringssl", "jdk"})
    void the_broker_declines_a_client_that_has_nothing_but_static_RSA(String engine) throws Exception {
        SslContext old = SslContextBuilder.forClient()
                .sslProvider(SslProvider.OPENSSL_REFCNT)
                .protocols("TLSv1.2")
                .ciphers(List.of(STATIC_RSA))
                .endpointIdentificationAlgorithm("")
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .build();
        CertificateAndKey credential = new CertificateAndKey(List.of(CERTIFICATE), KEYS.getPrivate());

        try (RecordPair pair = RecordPair.begin(engine, "TLSv1.2", credential, old)) {
            pair.talk();

            assertThat(catchThrowable(pair.client()::checkException)).hasMessageContaining("HANDSHAKE_FAILURE");
        } finally {
            ReferenceCountUtil.release(old);
        }
    }

    private static KeyPair rsaKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static X509Certificate selfSigned() {
        X500Name name = new X500Name("CN=server of the past");
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(new JcaX509v3CertificateBuilder(
                                    name,
                                    BigInteger.ONE,
                                    Date.from(Instant.parse("2020-01-01T00:00:00Z")),
                                    Date.from(Instant.parse("2049-12-31T23:59:59Z")),
                                    name,
                                    KEYS.getPublic())
                            .build(new JcaContentSignerBuilder("SHA256withRSA").build(KEYS.getPrivate())));
        } catch (CertificateException | OperatorCreationException e) {
            throw new AssertionError(e);
        }
    }

    private static Eavesdropper eavesdropper(RecordedSession session) {
        return new Eavesdropper(session, (RSAPrivateKey) KEYS.getPrivate());
    }

    private static String recorded(RecordedSession session) {
        return new String(session.fromClient(), StandardCharsets.ISO_8859_1)
                + new String(session.fromServer(), StandardCharsets.ISO_8859_1);
    }

    private static HandshakeMessage message(byte[] sent, int type) {
        List<HandshakeMessage> messages = HandshakeMessage.of(TlsRecord.split(sent));
        return messages.stream()
                .filter(message -> message.type() == type)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no message of type " + type + " in " + messages));
    }
}
