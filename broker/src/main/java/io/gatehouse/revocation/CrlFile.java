package io.gatehouse.revocation;

import io.gatehouse.reload.FileStamp;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** A file with CRLs: looked at every time, read when it looks different. */
final class CrlFile implements CrlSource {
    private final Path path;
    private final int maxBytes;
    private final InstantSource clock;
    private @Nullable FileStamp read;
    private boolean unsettled;
    private boolean missing;

    CrlFile(Path path, int maxBytes, InstantSource clock) {
        this.path = path;
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public boolean isDue() {
        try {
            FileStamp now = FileStamp.of(path);
            return unsettled || !now.equals(read);
        } catch (IOException gone) {
            return !missing; // told once, by the read
        }
    }

    @Override
    public byte[] read() throws IOException {
        look();
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(maxBytes + 1);
            if (bytes.length > maxBytes) {
                throw new IOException("more than " + maxBytes + " bytes (expected: at most revocation.max-crl-bytes)");
            }
            return bytes;
        } catch (AccessDeniedException denied) {
            throw new IOException("may not be read by this user (expected: a readable file)", denied);
        }
    }

    /** Before the content is read: what changes meanwhile shows at the next look. */
    private void look() throws IOException {
        read = null;
        unsettled = false;
        missing = true;
        try {
            FileStamp stamp = FileStamp.of(path);
            read = stamp;
            unsettled = stamp.isUnsettledAt(clock.millis());
            missing = false;
        } catch (NoSuchFileException gone) {
            throw new IOException("no such file (expected: CRLs in PEM or DER)", gone);
        }
    }

    @Override
    public void taken(byte[] bytes) {}

    @Override
    public byte @Nullable [] kept() {
        return null;
    }

    @Override
    public void scheduled(long untilMillis) {}
}
