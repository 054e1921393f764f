package io.gatehouse.operator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals secrets that must be had again, since a signature can only be verified with the secret itself: AES-256-GCM with
 * a random nonce for each, and the name of what it belongs to as associated data, so that a sealed secret opens in its
 * own record and in no other.
 *
 * <p>The key is in a file of the data folder, beside the store and not in it: a copy of the store, a backup for
 * instance, gives nobody the secrets. Immutable; any thread.
 */
final class SecretBox {
    /** Its name in the data folder. */
    static final String FILE = "operators.key";

    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final byte FORM = 1;

    private final SecretKeySpec key;
    private final SecureRandom random;

    /** @param key to be wiped here */
    private SecretBox(byte[] key, SecureRandom random) {
        this.key = new SecretKeySpec(key, "AES");
        this.random = random;
        Arrays.fill(key, (byte) 0);
    }

    /** With the key of a data folder, {@code null} where there is none yet. */
    static @Nullable SecretBox read(Path data, SecureRandom random) throws IOException {
        Path file = data.resolve(FILE);
        String stored = SecretFile.read(file);
        return stored == null ? null : new SecretBox(parse(file, stored), random);
    }

    /** Reads the key, or makes one where there is none. */
    static SecretBox open(Path data, SecureRandom random) throws IOException {
        SecretBox present = read(data, random);
        if (present != null) {
            return present;
        }
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        SecretFile.write(data.resolve(FILE), HexFormat.of().formatHex(key) + "\n");
        return new SecretBox(key, random);
    }

    private static byte[] parse(Path file, String text) throws IOException {
        if (!text.matches("[0-9a-f]{64}")) {
            throw new IOException("file: " + file + " (expected: 64 hexadecimal digits. If it is lost: delete it, start"
                    + " the broker, and give every operator a new access key)");
        }
        return HexFormat.of().parseHex(text);
    }

    /** @param owner what it belongs to */
    byte[] seal(byte[] secret, String owner) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, owner);
            byte[] sealed = new byte[1 + NONCE_BYTES + cipher.getOutputSize(secret.length)];
            sealed[0] = FORM;
            System.arraycopy(nonce, 0, sealed, 1, NONCE_BYTES);
            cipher.doFinal(secret, 0, secret.length, sealed, 1 + NONCE_BYTES);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is part of every Java platform", e);
        }
    }

    /** @return {@code null} where it was sealed by another key, for another owner, or was changed since */
    byte @Nullable [] open(byte[] sealed, String owner) {
        if (sealed.length <= 1 + NONCE_BYTES || sealed[0] != FORM) {
            return null;
        }
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, Arrays.copyOfRange(sealed, 1, 1 + NONCE_BYTES), owner);
            return cipher.doFinal(sealed, 1 + NONCE_BYTES, sealed.length - 1 - NONCE_BYTES);
        } catch (GeneralSecurityException notOurs) {
            return null;
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String owner) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(("gatehouse operator secret\0" + FORM + "\0" + owner).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    @Override
    public String toString() {
        return "SecretBox[key hidden]";
    }
}
