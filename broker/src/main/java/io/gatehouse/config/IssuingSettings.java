package io.gatehouse.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Who signs the certificates that the broker issues to devices, and how many.
 *
 * @param pkcs12 file with the key and the certificate of an authority; {@code null} for none
 * @param passwordFile with the password of {@code pkcs12}
 * @param pkcs11 configuration of a token, as the Java platform's provider reads it; {@code null} for none
 * @param pinFile with the PIN of the token's user
 * @param alias of the key in file or token; empty where there is one
 * @param keysPerSecond key pairs made on average; 0 for no limit
 * @param keysAtOnce key pairs being made at the same time; 0 for half of the processors
 * @param requestsPerSecond signing requests looked at on average; 0 for no limit
 */
public record IssuingSettings(
        @Nullable Path pkcs12,
        @Nullable Path passwordFile,
        @Nullable Path pkcs11,
        @Nullable Path pinFile,
        String alias,
        int keysPerSecond,
        int keysAtOnce,
        int requestsPerSecond) {
    public static final IssuingSettings DEFAULTS = new IssuingSettings(null, null, null, null, "", 10, 0, 100);

    private static final int MAX_RATE = 100_000;

    public IssuingSettings {
        Check.that(
                (pkcs12 == null) == (passwordFile == null),
                "passwordFile",
                String.valueOf(passwordFile),
                "set together with pkcs12");
        Check.that(
                (pkcs11 == null) == (pinFile == null), "pinFile", String.valueOf(pinFile), "set together with pkcs11");
        Check.that(
                pkcs12 == null || pkcs11 == null,
                "pkcs11",
                String.valueOf(pkcs11),
                "nothing beside pkcs12: there is one authority");
        Check.that(
                alias.isEmpty() || pkcs12 != null || pkcs11 != null,
                "alias",
                alias,
                "nothing without pkcs12 or pkcs11");
        Check.range("keysPerSecond", keysPerSecond, 0, MAX_RATE);
        Check.range("keysAtOnce", keysAtOnce, 0, 1024);
        Check.range("requestsPerSecond", requestsPerSecond, 0, MAX_RATE);
    }

    /** Key pairs at the same time, on a machine with so many processors. */
    public int keysAtOnceOn(int processors) {
        return keysAtOnce == 0 ? Math.max(1, processors / 2) : keysAtOnce;
    }
}
