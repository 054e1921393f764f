package io.gatehouse.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Whether a log is as it was written. */
public sealed interface AuditVerification {
    /**
     * Every entry follows from the one before.
     *
     * @param entries how many
     * @param files how many have entries
     * @param first number of the first entry that is there; above 1 where older files were taken away; 0 for none
     * @param anchor the hash that the first one names: 64 zeros, or the hash of the last entry that was taken away
     * @param head SHA-256 of the last line, to be kept elsewhere; equal to {@code anchor} where there is none
     * @param unfinishedBytes of a last line without an end: of a crash, or one that is being written now
     */
    record Intact(long entries, int files, long first, String anchor, String head, int unfinishedBytes)
            implements AuditVerification {
        /** Number of the last entry. */
        public long last() {
            return entries == 0 ? 0 : first + entries - 1;
        }
    }

    /**
     * The first entry that is not as it was written, or is missing.
     *
     * @param file its name
     * @param line in that file, from 1
     * @param number which entry should stand there
     * @param why what is wrong
     */
    record Broken(String file, long line, long number, String why) implements AuditVerification {}

    /** The {@code previous} of the first entry. */
    String NOTHING_BEFORE = "0".repeat(64);

    /**
     * Reads a whole log, also one that is being written. Holds one line at a time.
     *
     * @param folder with the files
     * @throws IOException it cannot be read
     */
    static AuditVerification of(Path folder) throws IOException {
        return of(folder, _ -> {});
    }

    /** @param entries is shown each that is as it was written */
    static AuditVerification of(Path folder, Consumer<AuditEntry> entries) throws IOException {
        List<Path> files = AuditFiles.of(folder);
        Walk walk = new Walk(entries);
        for (int at = 0; at < files.size() && walk.broken == null; at++) {
            walk.file(files.get(at), at == files.size() - 1);
        }
        return walk.broken != null ? walk.broken : walk.intact();
    }

    /** The last entries of an intact log, or those before the one that is not. */
    static List<AuditEntry> last(Path folder, int most) throws IOException {
        ArrayList<AuditEntry> last = new ArrayList<>();
        of(folder, entry -> {
            if (last.size() >= 2 * most) {
                last.subList(0, last.size() - most).clear();
            }
            last.add(entry);
        });
        return List.copyOf(last.subList(Math.max(0, last.size() - most), last.size()));
    }

    /** Goes through the files in order and remembers what the next line must say. */
    final class Walk {
        private final Consumer<AuditEntry> entries;
        private @Nullable Broken broken;
        private @Nullable String anchor;
        private String head = NOTHING_BEFORE;
        private long first;
        private long next = 1;
        private long count;
        private int files;
        private int unfinished;
        private long line;

        private Walk(Consumer<AuditEntry> entries) {
            this.entries = entries;
        }

        private void file(Path file, boolean last) throws IOException {
            String name = String.valueOf(file.getFileName());
            line = 0;
            long before = count;
            if (count > 0 && AuditFiles.first(file) != next) {
                broken = new Broken(
                        name, 1, next, "the file begins with " + AuditFiles.first(file) + " (expected: " + next + ")");
                return;
            }
            AuditFiles.read(file, (bytes, whole) -> {
                line++;
                if (!whole && last) {
                    unfinished = bytes.length;
                    return false;
                }
                broken = take(name, AuditFiles.first(file), bytes, whole);
                return broken == null;
            });
            files += count > before ? 1 : 0;
        }

        private @Nullable Broken take(String file, long firstOfFile, byte[] bytes, boolean whole) {
            AuditEntry entry = whole ? AuditEntry.read(bytes) : null;
            long expected = count == 0 ? firstOfFile : next;
            if (entry == null) {
                return new Broken(file, line, expected, whole ? "the line is no entry" : "the line has no end");
            }
            if (entry.number() != expected) {
                return new Broken(
                        file,
                        line,
                        expected,
                        "the entry has number " + entry.number() + " (expected: " + expected + ")");
            }
            boolean begins = count == 0;
            if (begins && expected == 1 && !entry.previous().equals(NOTHING_BEFORE)) {
                return new Broken(file, line, expected, "the first entry names one before it");
            }
            if (!begins && !entry.previous().equals(head)) {
                return new Broken(
                        file,
                        line,
                        expected,
                        "the entry does not follow from the one before: one of the two was changed");
            }
            if (begins) {
                anchor = entry.previous();
                first = expected;
            }
            head = AuditFiles.sha256(bytes);
            next = expected + 1;
            count++;
            entries.accept(entry);
            return null;
        }

        private Intact intact() {
            return new Intact(count, files, first, anchor == null ? NOTHING_BEFORE : anchor, head, unfinished);
        }
    }
}
