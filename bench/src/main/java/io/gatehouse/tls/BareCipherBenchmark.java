package io.gatehouse.tls;

import io.gatehouse.loop.LoopBenchmark;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The cipher alone, without records, engine or buffers: one message is one {@code doFinal} of the JDK's
 * {@code javax.crypto}, over arrays, with a nonce that no other message has. What {@link RecordLayerBenchmark} costs
 * more is the record layer.
 *
 * <p>The nonce is an initialization vector and a counter, and five octets are authenticated with the message: as in a
 * record of TLS 1.3 (RFC 8446 sections 5.2 and 5.3), but for the octet of the content type.
 *
 * <p>{@link #open} goes round {@value #SEALED} messages that were sealed beforehand, each under its own nonce: a cipher
 * that opens remembers nothing of what it opened, so that nothing fresh is needed.
 */
@Warmup(iterations = 5, time = 2) // until the JIT has the cipher: it is several times as slow before
public class BareCipherBenchmark extends LoopBenchmark {
    private static final int SEALED = 64;
    private static final int RECORD_BYTES = 16 * 1024; // the most that a record holds, RFC 8446 section 5.1

    @Param({"aes-128-gcm", "aes-256-gcm", "chacha20-poly1305"})
    public String suite = "aes-128-gcm";

    @Param({"16", "64", "256", "1024", "4096", "16384"})
    public int payloadBytes = 64;

    private final byte[] vector = new byte[Aead.NONCE_BYTES];
    private final byte[][] messages = new byte[SEALED][];
    private Aead aead;
    private SecretKey key;
    private Cipher sealing;
    private Cipher opening;
    private byte[] header = {};
    private byte[] payload = {};
    private byte[] sealed = {};
    private byte[] opened = {};
    private long sent;
    private long received;

    @Setup
    public void prepare() throws GeneralSecurityException {
        if (payloadBytes < 1 || payloadBytes > RECORD_BYTES) {
            throw new IllegalArgumentException(
                    "payloadBytes: " + payloadBytes + " (expected: 1 to " + RECORD_BYTES + ")");
        }
        Random random = new Random(1);
        aead = Aead.of(suite);
        byte[] secret = new byte[aead.keyBytes()];
        random.nextBytes(secret);
        random.nextBytes(vector);
        key = new SecretKeySpec(secret, aead.keyAlgorithm());
        sealing = aead.cipher();
        opening = aead.cipher();
        payload = new byte[payloadBytes];
        random.nextBytes(payload);
        sealed = new byte[payloadBytes + Aead.TAG_BYTES];
        opened = new byte[payloadBytes];
        header = new byte[] {23, 3, 3, (byte) (sealed.length >> 8), (byte) sealed.length};
        for (int i = 0; i < SEALED; i++) {
            messages[i] = seal().clone();
        }
        for (int i = 0; i < SEALED; i++) {
            if (!Arrays.equals(open(), payload)) {
                throw new IllegalStateException("opened: another message (expected: what was sealed)");
            }
        }
        if (Arrays.equals(messages[0], messages[1])) {
            throw new IllegalStateException("sealed: the same twice (expected: another nonce for each message)");
        }
    }

    @Benchmark
    public byte[] seal() throws GeneralSecurityException {
        sealing.init(Cipher.ENCRYPT_MODE, key, aead.parameters(nonce(sent++)));
        sealing.updateAAD(header);
        sealing.doFinal(payload, 0, payload.length, sealed, 0);
        return sealed;
    }

    @Benchmark
    public byte[] open() throws GeneralSecurityException {
        int next = (int) (received++ % SEALED);
        opening.init(Cipher.DECRYPT_MODE, key, aead.parameters(nonce(next)));
        opening.updateAAD(header);
        opening.doFinal(messages[next], 0, sealed.length, opened, 0);
        return opened;
    }

    /** RFC 8446 section 5.3: the vector, its last eight octets XORed with the number of the message. */
    private byte[] nonce(long number) {
        byte[] nonce = vector.clone();
        ByteBuffer last = ByteBuffer.wrap(nonce, Aead.NONCE_BYTES - Long.BYTES, Long.BYTES);
        last.putLong(last.position(), last.getLong(last.position()) ^ number);
        return nonce;
    }
}
