package io.gatehouse.registry;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The encoding of one certificate, compared by content. The certificates of a fleet are much alike, so the registry
 * keeps of most only what is not as in another one: see {@link DerPattern}. Immutable; any thread.
 */
public final class Der {
    private final @Nullable DerPattern pattern;
    private final byte[] written; // the difference from the pattern, or all of it where there is none

    /** @param bytes as the device presents them; not to be written to afterwards */
    public Der(byte[] bytes) {
        this(null, bytes);
    }

    private Der(@Nullable DerPattern pattern, byte[] written) {
        this.pattern = pattern;
        this.written = written;
    }

    /** As the device presents them; not to be written to. Put together anew with every call. */
    public byte[] bytes() {
        return pattern == null ? written : pattern.whole(written);
    }

    /** The same, written down as what is not as in the pattern, where that is worth it. */
    Der like(DerPattern other) {
        if (pattern != null) {
            return this;
        }
        byte[] difference = other.difference(written);
        return difference.length <= written.length / 4 * 3 ? new Der(other, difference) : this;
    }

    /** How many bytes are kept of it. */
    int kept() {
        return written.length;
    }

    /**
     * The certificate id: lower-case hex SHA-256, 64 characters. {@code tls} forms the same digest of what a device
     * presents; the two may not import each other, and a package for six lines would be more than what it saves.
     */
    String id() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes()));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }

    /** For people and files. */
    String pem() {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes())
                + "\n-----END CERTIFICATE-----\n";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Der that && Arrays.equals(bytes(), that.bytes());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes());
    }

    @Override
    public String toString() {
        return "Der[" + bytes().length + " bytes]";
    }
}
