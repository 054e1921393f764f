package io.gatehouse.tls;

import io.gatehouse.loop.LoopBenchmark;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Why not public keys for everything? The same data sealed and opened by RSA, by ECIES, and under one session key, all
 * with the JDK's own cryptography. What each adds to the data tells {@link PublicKeyCost}.
 *
 * <p>Those who open get the same sealed data every time; of AES and of arithmetic modulo a large number that makes no
 * difference.
 */
public class PublicKeyBenchmark extends LoopBenchmark {
    @Param({"1024", "1048576"})
    public int bytes = 1024;

    private byte[] data = {};
    private byte[] sealed = {};
    private Sealing sealing;

    /** Only the method that is measured: a mebibyte takes RSA seconds. */
    @Setup
    public void prepare(BenchmarkParams params) throws GeneralSecurityException {
        String name = params.getBenchmark();
        String benchmark = name.substring(name.lastIndexOf('.') + 1);
        if (bytes < 1) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: 1 or more)");
        }
        data = new byte[bytes];
        new Random(1).nextBytes(data);
        long expected = PublicKeyCost.sealedBytes(benchmark, bytes);
        sealing = switch (benchmark) {
            case "rsaOaep", "rsaOaepOpen" -> new RsaOaepSealing();
            case "ecies", "eciesOpen" -> new EciesSealing();
            default -> new SessionKeySealing();
        };
        sealed = sealing.seal(data);
        if (sealed.length != expected) {
            throw new IllegalStateException("sealed: " + sealed.length + " octets (expected: " + expected + ")");
        }
        if (!Arrays.equals(sealing.open(sealed), data)) {
            throw new IllegalStateException("opened: not what was sealed (expected: the same octets)");
        }
    }

    /** RSA-2048 with OAEP, 190 octets a block. */
    @Benchmark
    public byte[] rsaOaep() throws GeneralSecurityException {
        return sealing.seal(data);
    }

    @Benchmark
    public byte[] rsaOaepOpen() throws GeneralSecurityException {
        return sealing.open(sealed);
    }

    /** A fresh X25519 key for each message of 1 KiB. */
    @Benchmark
    public byte[] ecies() throws GeneralSecurityException {
        return sealing.seal(data);
    }

    @Benchmark
    public byte[] eciesOpen() throws GeneralSecurityException {
        return sealing.open(sealed);
    }

    /** AES-128-GCM, records of at most 16 KiB. */
    @Benchmark
    public byte[] sessionKey() throws GeneralSecurityException {
        return sealing.seal(data);
    }

    @Benchmark
    public byte[] sessionKeyOpen() throws GeneralSecurityException {
        return sealing.open(sealed);
    }
}
