package io.gatehouse.tls;

import io.gatehouse.loop.LoopBenchmark;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** The identity of a peer: SHA-256 over its certificate, in hexadecimal. Once for each handshake. */
public class CertificateIdBenchmark extends LoopBenchmark {
    /** A P-256 leaf of the development authority; an RSA 2048 leaf with extensions. */
    @Param({"460", "1200"})
    public int derBytes = 460;

    private byte[] der = {};

    @Setup
    public void prepare() throws NoSuchAlgorithmException {
        der = new byte[derBytes];
        new Random(1).nextBytes(der);
        String expected =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
        if (!certificateId().equals(expected)) {
            throw new IllegalStateException("id: " + certificateId() + " (expected: " + expected + ")");
        }
    }

    @Benchmark
    public String certificateId() {
        return CertificateIds.of(der);
    }
}
