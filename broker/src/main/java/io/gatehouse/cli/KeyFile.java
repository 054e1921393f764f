package io.gatehouse.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** A file with a private key, as people have them. Nothing of what is in it is ever printed. */
sealed interface KeyFile {
    /** A key that can be used. */
    record Usable(PrivateKey key) implements KeyFile {
        /** Without the key. */
        @Override
        public String toString() {
            return "Usable[" + key.getAlgorithm() + "]";
        }
    }

    /** One in PKCS#8 or the older form of OpenSSL that needs a password. */
    record Encrypted() implements KeyFile {}

    /** {@code BEGIN RSA PRIVATE KEY} or {@code BEGIN EC PRIVATE KEY}: good, but not for Java. */
    record Traditional(String label) implements KeyFile {}

    /** None, or one that cannot be read. */
    record Unreadable(String why, String remedy) implements KeyFile {}

    static KeyFile read(Path path) {
        try {
            if (Files.isDirectory(path)) {
                return new Unreadable(path + ": a folder (expected: a file)", "name the file in it");
            }
            if (Files.size(path) > 64 * 1024) {
                return new Unreadable(path + ": longer than 64 KiB", "name the right file");
            }
            return parsed(path, Files.readAllBytes(path));
        } catch (NoSuchFileException e) {
            return new Unreadable(path + ": no such file", "name one that exists");
        } catch (AccessDeniedException e) {
            return new Unreadable(path + ": not readable by you", "run the command as the file's owner");
        } catch (IOException e) {
            return new Unreadable(path + ": cannot be read: " + e.getMessage(), "look at the file and its disk");
        }
    }

    private static KeyFile parsed(Path path, byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (text.contains("BEGIN ENCRYPTED PRIVATE KEY") || text.contains("Proc-Type: 4,ENCRYPTED")) {
            return new Encrypted();
        }
        for (String label : List.of("RSA PRIVATE KEY", "EC PRIVATE KEY")) {
            if (text.contains("-----BEGIN " + label)) {
                return new Traditional(label);
            }
        }
        String begin = "-----BEGIN PRIVATE KEY-----";
        int from = text.indexOf(begin);
        int to = text.indexOf("-----END PRIVATE KEY-----");
        if (from < 0 && text.contains("-----BEGIN ")) {
            return new Unreadable(path + ": no private key in it", "name the file that begins with " + begin);
        }
        try {
            byte[] der = from < 0
                    ? bytes
                    : Base64.getMimeDecoder().decode(text.substring(from + begin.length(), Math.max(to, from)));
            for (String algorithm : List.of("EC", "RSA", "Ed25519", "Ed448")) {
                try {
                    return new Usable(KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der)));
                } catch (GeneralSecurityException ofAnotherKind) {
                    // the next one, then
                }
            }
        } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
            // Without what it says: decoders quote what they read.
            return damaged(path);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
        return damaged(path);
    }

    private static Unreadable damaged(Path path) {
        return new Unreadable(path + ": damaged, or a kind of key that is not known here", "copy it again, whole");
    }
}
