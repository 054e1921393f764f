package io.gatehouse.registry;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The encoding of one certificate, compared by content.
 *
 * @param bytes as the device presents them; not to be written to
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content: equals below
public record Der(byte[] bytes) {
    /**
     * The certificate id: lower-case hex SHA-256, 64 characters. {@code tls} forms the same digest of what a device
     * presents; the two may not import each other, and a package for six lines would be more than what it saves.
     */
    String id() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }

    /** For people and files. */
    String pem() {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
                + "\n-----END CERTIFICATE-----\n";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Der that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Der[" + bytes.length + " bytes]";
    }
}
