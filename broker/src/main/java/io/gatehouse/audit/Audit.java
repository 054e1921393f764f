package io.gatehouse.audit;

import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Appends to the log. An entry is on the disk when {@link #record} returns; those that wait for the disk at the same
 * time share one fsync.
 *
 * <p>Any thread that may wait for the disk. One process at a time: the data folder's lock sees to it.
 *
 * <p><b>When the disk fails</b> nobody knows what is on it, and a chain cannot be continued from what is not known:
 * nothing more is recorded, {@link #problem} says why, and whoever asks it before a change makes none. Changes that
 * were under way just then may have been made without an entry.
 */
public final class Audit implements AutoCloseable {
    /** The folder's name in the data folder. */
    public static final String FOLDER = "audit";

    private static final Log log = Log.of(Audit.class);
    private static final long DEFAULT_FILE_BYTES = 16L << 20;

    private final Path folder;
    private final InstantSource time;
    private final long fileBytes;
    private final long atStart;
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantLock syncing = new ReentrantLock(); // taken after writing, where both are
    private AuditFile file; // changed under both, so read under either
    private long next; // guarded by writing
    private String head; // guarded by writing
    private volatile long written;
    private long synced; // guarded by syncing
    private volatile @Nullable String problem;

    private Audit(Path folder, InstantSource time, long fileBytes, AuditFile file, long next, String head) {
        this.folder = folder;
        this.time = time;
        this.fileBytes = fileBytes;
        this.file = file;
        this.next = next;
        this.head = head;
        this.atStart = next - 1;
        this.written = next - 1;
        this.synced = next - 1;
    }

    /**
     * Continues the log of a data folder, or begins one. A last line that a crash left unfinished is cut off; that is
     * said in the broker's log and is itself an entry. The call it was of had not been answered.
     *
     * @throws AuditException its last file is not as it was written
     */
    public static Audit open(Path data, InstantSource time) throws IOException {
        return open(data, time, DEFAULT_FILE_BYTES);
    }

    /** @param fileBytes from which the next entry goes into another file */
    static Audit open(Path data, InstantSource time, long fileBytes) throws IOException {
        Path folder = data.resolve(FOLDER);
        AuditFiles.createFolder(folder);
        Tail tail = Tail.of(folder);
        if (tail.torn() > 0) {
            AuditFiles.cut(tail.file(), tail.torn());
        }
        AuditFile file = AuditFile.open(tail.file());
        try {
            Audit audit = new Audit(folder, time, fileBytes, file, tail.next(), tail.head());
            if (tail.torn() > 0) {
                audit.tellTorn(tail);
            }
            return audit;
        } catch (IOException | RuntimeException failed) {
            file.close();
            throw failed;
        }
    }

    /** Where the log ends, as its last file that has entries says. */
    private record Tail(Path file, long next, String head, int torn) {
        static Tail of(Path folder) throws IOException {
            List<Path> files = AuditFiles.of(folder);
            if (files.isEmpty()) {
                return new Tail(AuditFiles.named(folder, 1), 1, AuditVerification.NOTHING_BEFORE, 0);
            }
            Path last = files.getLast();
            End end = End.of(last);
            if (end.entry == null && files.size() > 1) { // a crash between the making of a file and its first entry
                End before = End.of(files.get(files.size() - 2));
                return new Tail(last, before.next(last), before.head, end.torn);
            }
            return end.entry == null ? empty(last, end) : new Tail(last, end.next(last), end.head, end.torn);
        }

        private static Tail empty(Path file, End end) throws AuditException {
            if (AuditFiles.first(file) != 1) {
                throw broken(file, "no entry");
            }
            return new Tail(file, 1, AuditVerification.NOTHING_BEFORE, end.torn);
        }
    }

    /** The last whole line of one file. */
    private static final class End {
        private @Nullable AuditEntry entry;
        private String head = AuditVerification.NOTHING_BEFORE;
        private int torn;

        static End of(Path file) throws IOException {
            End end = new End();
            byte[][] last = new byte[1][];
            AuditFiles.readEnd(file, (line, whole) -> {
                if (whole) {
                    last[0] = line;
                } else {
                    end.torn = line.length;
                }
                return true;
            });
            if (end.torn > AuditEntry.MOST_LINE_BYTES) {
                throw broken(file, "its end is no part of an entry");
            }
            if (last[0] != null) {
                end.entry = AuditEntry.read(last[0]);
                end.head = AuditFiles.sha256(last[0]);
                if (end.entry == null) {
                    throw broken(file, "its last line is no entry");
                }
            }
            return end;
        }

        long next(Path file) throws AuditException {
            if (entry == null) {
                throw broken(file, "no entry before it");
            }
            return entry.number() + 1;
        }
    }

    private static AuditException broken(Path file, String why) {
        return new AuditException("audit log: " + file + ": " + why + " (expected: as it was written); gatehouse audit"
                + " verify says more; move the folder away, and keep it, to begin another log");
    }

    private void tellTorn(Tail tail) throws IOException {
        log.at(Event.AUDIT_TORN)
                .addKeyValue("file", tail.file().getFileName())
                .addKeyValue("bytes", tail.torn())
                .log("the last line of the audit log was not finished before a crash, and was cut off");
        AuditCall cut = new AuditCall(
                "gatehouse",
                "start",
                "RepairAuditLog",
                String.valueOf(tail.file().getFileName()),
                null,
                null,
                "cut off " + tail.torn() + " bytes of an unfinished line");
        if (record(cut) instanceof Recording.NotRecorded(String why)) {
            throw new IOException("audit log: " + why);
        }
    }

    /** The digest of a state: SHA-256 as 64 hexadecimal digits. */
    public static String digest(byte[] state) {
        return AuditFiles.sha256(state);
    }

    /** Why nothing is recorded any more; {@code null} where it is. To be asked before a change. */
    public @Nullable String problem() {
        return problem;
    }

    /** Entries since it was opened. Any thread, without waiting. */
    public long entries() {
        return written - atStart;
    }

    /** Appends one entry, and returns when it is on the disk or will not be. */
    public Recording record(AuditCall call) {
        Recording.Recorded recorded;
        writing.lock();
        try {
            String why = problem;
            if (why != null) {
                return new Recording.NotRecorded(why);
            }
            recorded = append(call);
        } catch (IOException | RuntimeException failed) {
            return fail(failed);
        } finally {
            writing.unlock();
        }
        return synchronise(recorded);
    }

    private Recording.Recorded append(AuditCall call) throws IOException {
        AuditEntry entry = new AuditEntry(next, time.instant(), call, head);
        byte[] line = entry.line();
        if (file.size() > 0 && file.size() + line.length + 1 > fileBytes) {
            rotate();
        }
        byte[] ended = Arrays.copyOf(line, line.length + 1);
        ended[line.length] = '\n';
        file.append(ended);
        head = AuditFiles.sha256(line);
        next++;
        written = entry.number();
        return new Recording.Recorded(entry.number());
    }

    /** What is in the old file is on the disk before there is another. */
    private void rotate() throws IOException {
        syncing.lock();
        try {
            file.force();
            synced = written;
            AuditFile another = AuditFile.open(AuditFiles.named(folder, next));
            file.close();
            file = another;
        } finally {
            syncing.unlock();
        }
    }

    private Recording synchronise(Recording.Recorded recorded) {
        syncing.lock();
        try {
            String why = problem;
            if (synced < recorded.number()) {
                if (why != null) {
                    return new Recording.NotRecorded(why);
                }
                long upTo = written; // whoever appended until now need not wait for another fsync
                file.force();
                synced = upTo;
            }
            return recorded;
        } catch (IOException | RuntimeException failed) {
            return fail(failed);
        } finally {
            syncing.unlock();
        }
    }

    private Recording.NotRecorded fail(Exception failed) {
        String why = "the audit log cannot be written: " + failed;
        if (problem == null) {
            problem = why;
            log.at(Event.AUDIT_FAILED)
                    .setCause(failed)
                    .log("the audit log cannot be written; operators change nothing until the broker is restarted");
        }
        return new Recording.NotRecorded(why);
    }

    @Override
    public void close() throws IOException {
        writing.lock();
        syncing.lock();
        try {
            if (problem == null) {
                problem = "the audit log is closed";
                file.force();
            }
            file.close();
        } finally {
            syncing.unlock();
            writing.unlock();
        }
    }
}
