package io.gatehouse.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;

/** Judges the disk that a data folder is on, or would be made on. */
final class DiskExam {
    private static final long LITTLE = 1L << 30;
    private static final long NEXT_TO_NOTHING = 100L << 20;
    private static final Duration SLOW = Duration.ofMillis(20);
    private static final int WRITES = 5;
    private static final Set<String> FORGETFUL = Set.of("tmpfs", "ramfs");
    private static final Set<String> REMOTE = Set.of("nfs", "nfs4", "cifs", "smb3", "9p", "virtiofs", "fuse.sshfs");

    private final Findings findings;

    DiskExam(Findings findings) {
        this.findings = findings;
    }

    void examine(Path data) {
        Path there = data;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        if (!there.equals(data)) {
            findings.note(
                    "the folder does not exist yet",
                    "a broker makes it at its first start",
                    "nothing, if a broker has yet to start on it; else name its folder: --data FOLDER");
        }
        try {
            FileStore store = Files.getFileStore(there);
            space(store.getUsableSpace());
            kind(store.type());
            if (Files.isWritable(there)) {
                speed(there);
            } else {
                findings.problem(
                        "this user may not write to " + there,
                        "a broker keeps registry and keys there",
                        "run it as the folder's owner, or give it another folder with --data");
            }
        } catch (IOException e) {
            findings.problem("the disk cannot be looked at", String.valueOf(e), "look at the folder and its disk");
        }
    }

    private void space(long free) {
        String what = JvmMemory.inWords(free) + " are free";
        if (free < NEXT_TO_NOTHING) {
            findings.problem(what, "when it is full nothing can be registered or changed", "make room");
        } else if (free < LITTLE) {
            findings.warning(what, "the store needs room beside itself to tidy up", "make room before it is full");
        } else {
            findings.ok(what);
        }
    }

    private void kind(String type) {
        if (FORGETFUL.contains(type)) {
            findings.problem(
                    "the file system is " + type,
                    "everything registered is lost when the machine or container stops",
                    "put the data folder on a disk or a volume");
        } else if (REMOTE.contains(type)) {
            findings.warning(
                    "the file system is " + type,
                    "the store counts on locks and on writes that are kept, which not every such file system has",
                    "put the data folder on a local disk");
        } else if (type.equals("overlay")) {
            findings.warning(
                    "the file system is overlay, as inside of a container",
                    "what is written there goes with the container",
                    "mount a volume at the data folder");
        } else {
            findings.ok("the file system is " + type);
        }
    }

    /** What every change of the registry waits for. */
    private void speed(Path folder) throws IOException {
        Path file = Files.createTempFile(folder, ".doctor", ".tmp");
        long[] nanos = new long[WRITES];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (int i = 0; i < WRITES; i++) {
                long began = System.nanoTime();
                var _ = channel.write(ByteBuffer.allocate(4096));
                channel.force(false);
                nanos[i] = System.nanoTime() - began;
            }
        } finally {
            Files.delete(file);
        }
        Arrays.sort(nanos);
        Duration median = Duration.ofNanos(nanos[WRITES / 2]);
        String what = String.format(
                java.util.Locale.ROOT, "4 KiB are on disk in %.1f ms (median of %d)", median.toNanos() / 1e6, WRITES);
        if (median.compareTo(SLOW) > 0) {
            findings.warning(what, "every change of the registry waits that long", "use a disk with a faster fsync");
        } else {
            findings.ok(what);
        }
    }
}
