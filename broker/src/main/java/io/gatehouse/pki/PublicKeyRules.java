package io.gatehouse.pki;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECParameterSpec;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which keys are certified: RSA of 2048 to 4096 bits, EC on P-256, P-384 or P-521, as AWS IoT Core's
 * CreateCertificateFromCsr. Pure.
 *
 * <p>An RSA exponent must be odd, from 65537 and of at most 32 bits: a smaller one forgives no mistake in padding (FIPS
 * 186-5 section A.1.1 has the same least one), and a larger one makes every verification of the device's signature dear
 * to whoever verifies.
 */
final class PublicKeyRules {
    private static final int MIN_RSA_BITS = 2048;
    private static final int MAX_RSA_BITS = 4096;
    private static final int MAX_EXPONENT_BITS = 32;

    private static final List<ECParameterSpec> CURVES = Stream.of(KeyKind.P256, KeyKind.P384, KeyKind.P521)
            .map(PublicKeyRules::curve)
            .toList();

    private PublicKeyRules() {}

    /** What is wrong with a key, or null. */
    static @Nullable String problem(PublicKey key) {
        return switch (key) {
            case RSAPublicKey rsa when rsa.getAlgorithm().equals("RSA") -> rsa(rsa);
            case ECPublicKey ec ->
                CURVES.stream().anyMatch(curve -> same(curve, ec.getParams()))
                        ? null
                        : "key: another EC curve of "
                                + ec.getParams().getOrder().bitLength() + " bits (expected: P-256, P-384 or P-521)";
            default -> "key: " + key.getAlgorithm() + " (expected: RSA, or EC on P-256, P-384 or P-521)";
        };
    }

    private static @Nullable String rsa(RSAPublicKey key) {
        int bits = key.getModulus().bitLength();
        if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
            return "key: RSA of " + bits + " bits (expected: " + MIN_RSA_BITS + " to " + MAX_RSA_BITS + ")";
        }
        BigInteger exponent = key.getPublicExponent();
        boolean usual = exponent.bitLength() > 16 && exponent.bitLength() <= MAX_EXPONENT_BITS && exponent.testBit(0);
        if (!usual) {
            return "key: RSA with a public exponent of " + exponent.bitLength() + " bits, "
                    + (exponent.testBit(0) ? "odd" : "even") + " (expected: 65537, or odd up to " + MAX_EXPONENT_BITS
                    + " bits)";
        }
        return key.getModulus().testBit(0) ? null : "key: RSA with an even modulus (expected: a product of two primes)";
    }

    private static ECParameterSpec curve(KeyKind kind) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(kind.parameters());
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError("every JDK has " + kind, impossible);
        }
    }

    /** By numbers, because a key may spell out a curve of its own. */
    private static boolean same(ECParameterSpec curve, ECParameterSpec other) {
        return curve.getCurve().equals(other.getCurve())
                && curve.getGenerator().equals(other.getGenerator())
                && curve.getOrder().equals(other.getOrder())
                && curve.getCofactor() == other.getCofactor();
    }
}
