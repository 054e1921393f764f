package io.gatehouse.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a file holds, in a few bytes.
 *
 * @param sha256 lower-case hex
 */
record FileDigest(long bytes, String sha256) {
    private static final int PIECE = 256 * 1024;

    /** Reads the file to its end. */
    static FileDigest of(Path file) throws IOException {
        try (FileChannel from = open(file)) {
            return read(from, null);
        }
    }

    /** The same for a file that was just written: brings it to the disk, so that what was read is what stays. */
    static FileDigest synced(Path file) throws IOException {
        try (FileChannel from = open(file)) {
            FileDigest digest = read(from, null);
            from.force(true);
            return digest;
        }
    }

    /** Copies a file to one that does not exist yet, mode 0600, onto the disk; answers for the bytes it wrote. */
    static FileDigest copying(Path file, Path copy) throws IOException {
        try (FileChannel from = open(file);
                FileChannel to = FileChannel.open(
                        copy,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PrivateFolder.OWNER_FILE)) {
            FileDigest digest = read(from, to);
            to.force(true);
            return digest;
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    private static FileDigest read(FileChannel from, @Nullable FileChannel to) throws IOException {
        MessageDigest digest = algorithm();
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        long bytes = 0;
        while (from.read(piece.clear()) >= 0) {
            piece.flip();
            bytes += piece.remaining();
            digest.update(piece.duplicate());
            while (to != null && piece.hasRemaining()) {
                to.write(piece);
            }
        }
        return new FileDigest(bytes, HexFormat.of().formatHex(digest.digest()));
    }

    private static MessageDigest algorithm() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }
}
