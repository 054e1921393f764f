package io.gatehouse.tls;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.interfaces.RSAPrivateKey;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Recorded a session, and was given the server's private key years later. Knows nothing else.
 *
 * <p>Speaks TLS_RSA_WITH_AES_128_GCM_SHA256: the client encrypts the secret of the session with the server's public key
 * (RFC 5246 section 7.4.7.1), so that who has the private key has every session that ever was.
 */
final class Eavesdropper {
    private static final int PREMASTER_BYTES = 48;
    private static final int MASTER_BYTES = 48;
    private static final int KEY_BYTES = 16; // AES-128
    private static final int SALT_BYTES = 4; // the implicit part of the nonce, RFC 5288 section 3
    private static final int EXPLICIT_NONCE_BYTES = 8;
    private static final int TAG_BYTES = 16;

    private final RecordedSession session;
    private final RSAPrivateKey key;

    Eavesdropper(RecordedSession session, RSAPrivateKey key) {
        this.session = session;
        this.key = key;
    }

    /** What the client said, or {@code null} where nothing in the recording was encrypted with the key. */
    @Nullable
    String listen() throws GeneralSecurityException {
        byte[] premaster = premasterSecret();
        if (premaster == null) {
            return null;
        }
        List<HandshakeMessage> client = HandshakeMessage.of(TlsRecord.split(session.fromClient()));
        List<HandshakeMessage> server = HandshakeMessage.of(TlsRecord.split(session.fromServer()));
        // RFC 7627 section 4, which BoringSSL always agrees on, in place of RFC 5246 section 8.1.
        byte[] master = Tls12Prf.derive(premaster, "extended master secret", sessionHash(client, server), MASTER_BYTES);
        byte[] seed =
                Tls12Prf.join(server.getFirst().random(), client.getFirst().random());
        // RFC 5246 section 6.3: the keys of client and server, then their vectors; suites of GCM have no MAC keys.
        byte[] keyBlock = Tls12Prf.derive(master, "key expansion", seed, 2 * KEY_BYTES + 2 * SALT_BYTES);
        byte[] clientKey = Arrays.copyOf(keyBlock, KEY_BYTES);
        byte[] clientSalt = Arrays.copyOfRange(keyBlock, 2 * KEY_BYTES, 2 * KEY_BYTES + SALT_BYTES);
        StringBuilder said = new StringBuilder();
        for (TlsRecord record : TlsRecord.split(session.fromClient())) {
            if (record.type() == TlsRecord.APPLICATION_DATA) {
                said.append(new String(opened(record, clientKey, clientSalt), StandardCharsets.US_ASCII));
            }
        }
        return said.toString();
    }

    /**
     * Tries every place in what the client sent: whatever was encrypted with the key is as long as its modulus, and in
     * it is a secret of 48 octets that begins with the version of TLS 1.2 (RFC 5246 section 7.4.7.1).
     */
    private byte @Nullable [] premasterSecret() throws GeneralSecurityException {
        Cipher rsa = Cipher.getInstance("RSA/ECB/NoPadding");
        rsa.init(Cipher.DECRYPT_MODE, key);
        int length = (key.getModulus().bitLength() + 7) / 8;
        byte[] sent = session.fromClient();
        for (int at = 0; at + length <= sent.length; at++) {
            byte[] block;
            try {
                block = rsa.doFinal(sent, at, length);
            } catch (GeneralSecurityException e) {
                continue; // a number above the modulus
            }
            byte[] secret = Arrays.copyOfRange(block, length - PREMASTER_BYTES, length);
            // RFC 8017 section 7.2.2: 0, 2, padding, 0, message
            if (block[0] == 0
                    && block[1] == 2
                    && block[length - PREMASTER_BYTES - 1] == 0
                    && secret[0] == 3
                    && secret[1] == 3) {
                return secret;
            }
        }
        return null;
    }

    /** Of everything up to the ClientKeyExchange, in the order in which it was sent; RFC 7627 section 3. */
    private static byte[] sessionHash(List<HandshakeMessage> client, List<HandshakeMessage> server)
            throws GeneralSecurityException {
        Stream<HandshakeMessage> flight =
                server.stream().filter(message -> message.type() <= HandshakeMessage.SERVER_HELLO_DONE);
        MessageDigest hash = MessageDigest.getInstance("SHA-256");
        Stream.of(Stream.of(client.getFirst()), flight, client.stream().skip(1))
                .flatMap(messages -> messages)
                .forEach(message -> hash.update(message.whole()));
        return hash.digest();
    }

    /** RFC 5246 section 6.2.3.3 with the nonce of RFC 5288 section 3. */
    private static byte[] opened(TlsRecord record, byte[] key, byte[] salt) throws GeneralSecurityException {
        byte[] fragment = record.fragment();
        int plainBytes = fragment.length - EXPLICIT_NONCE_BYTES - TAG_BYTES;
        byte[] nonce = Tls12Prf.join(salt, Arrays.copyOf(fragment, EXPLICIT_NONCE_BYTES));
        byte[] authenticated = ByteBuffer.allocate(13) // seq_num, type, version, length
                .putLong(record.number())
                .put((byte) record.type())
                .putShort((short) 0x0303)
                .putShort((short) plainBytes)
                .array();
        Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
        gcm.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BYTES * 8, nonce));
        gcm.updateAAD(authenticated);
        return gcm.doFinal(fragment, EXPLICIT_NONCE_BYTES, fragment.length - EXPLICIT_NONCE_BYTES);
    }
}
