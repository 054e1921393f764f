package io.gatehouse.control;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The secret that opens the admin socket: 32 random bytes, new at every start, in a file only its owner reads. Who can
 * read the data folder could change the registry in it anyway; the token gives nothing beyond that. Immutable; any
 * thread.
 */
public final class AdminToken {
    public static final String FILE = "admin.token";
    private static final int BYTES = 32;

    private final String value;

    private AdminToken(String value) {
        this.value = value;
    }

    /** Makes a token and writes it to {@code <data>/admin.token}, mode 0600, atomically. */
    static AdminToken create(Path data) throws IOException {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        AdminToken token = new AdminToken(HexFormat.of().formatHex(random));
        OwnerFile.write(data.resolve(FILE), token.value + "\n");
        return token;
    }

    /** Reads the token of the broker that runs on {@code data}. */
    static AdminToken read(Path data) throws IOException {
        return new AdminToken(Files.readString(data.resolve(FILE)).strip());
    }

    /** Compares in a time that depends on neither value. */
    boolean matches(String presented) {
        return MessageDigest.isEqual(digest(value), digest(presented));
    }

    String authorization() {
        return "Bearer " + value;
    }

    // Digests have one length, so that not even the length of a guess shows in the time.
    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }

    @Override
    public String toString() {
        return "AdminToken[hidden]";
    }
}
