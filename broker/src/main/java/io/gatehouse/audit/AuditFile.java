package io.gatehouse.audit;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The file that entries are appended to. A stream and no channel: a channel is closed when a thread that writes to it
 * is interrupted, as the thread of a request may be whose client has gone, and with it the log would end for everybody.
 * Not for use by several threads at once, but that {@link #force} may run beside {@link #append}.
 */
final class AuditFile implements AutoCloseable {
    private final FileOutputStream out;
    private long size;

    private AuditFile(FileOutputStream out, long size) {
        this.out = out;
        this.size = size;
    }

    /** Makes it where it is missing; its name lasts when the call returns. */
    static AuditFile open(Path file) throws IOException {
        AuditFiles.create(file);
        FileOutputStream out = new FileOutputStream(file.toFile(), true);
        try {
            AuditFile opened = new AuditFile(out, file.toFile().length());
            opened.force();
            AuditFiles.force(file.resolveSibling(""));
            return opened;
        } catch (IOException | RuntimeException failed) {
            out.close();
            throw failed;
        }
    }

    /** In bytes. */
    long size() {
        return size;
    }

    void append(byte[] line) throws IOException {
        out.write(line);
        size += line.length;
    }

    /** Returns when all that was appended before is on the disk. */
    void force() throws IOException {
        out.getFD().sync();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
