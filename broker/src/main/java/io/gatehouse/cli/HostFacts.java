package io.gatehouse.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What Linux tells about itself in files, under {@code root}; elsewhere, and in containers that hide it, nothing is
 * told and every answer is empty.
 */
record HostFacts(Path root) {
    private static final int MOST_BYTES = 8192;
    private static final Pattern OPEN_FILES = Pattern.compile("^Max open files\\s+(\\S+)\\s+(\\S+)", Pattern.MULTILINE);
    private static final Pattern MEM_TOTAL = Pattern.compile("^MemTotal:\\s+(\\d+) kB", Pattern.MULTILINE);

    static HostFacts ofThisMachine() {
        return new HostFacts(Path.of("/"));
    }

    /**
     * Soft limit of open files.
     *
     * @param process its id, or {@code self}
     */
    OptionalLong openFiles(String process) {
        String limits = text("proc/" + process + "/limits");
        Matcher line = OPEN_FILES.matcher(limits == null ? "" : limits);
        if (!line.find()) {
            return OptionalLong.empty();
        }
        return line.group(1).equals("unlimited") ? OptionalLong.of(Long.MAX_VALUE) : number(line.group(1));
    }

    /** The longest accept queue the kernel gives, whatever is asked for. */
    OptionalLong acceptQueue() {
        return number(text("proc/sys/net/core/somaxconn"));
    }

    /** Bytes of memory that may be used: of the machine, or of the control group where that has less. */
    OptionalLong memory() {
        String meminfo = text("proc/meminfo");
        Matcher line = MEM_TOTAL.matcher(meminfo == null ? "" : meminfo);
        long machine = line.find() ? Long.parseLong(line.group(1)) * 1024 : Long.MAX_VALUE;
        long group = number(text("sys/fs/cgroup/memory.max")).orElse(Long.MAX_VALUE); // "max" is no number
        long least = Math.min(machine, group);
        return least == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(least);
    }

    /** Words of a process's command line, separated by blanks; {@code null} where it cannot be seen. */
    @Nullable
    String commandLine(long process) {
        String words = text("proc/" + process + "/cmdline");
        return words == null ? null : words.replace('\0', ' ');
    }

    private @Nullable String text(String file) {
        // One large read: files of /proc have no length, and some of /proc/sys tell nothing but their first part.
        try (InputStream in = Files.newInputStream(root.resolve(file))) {
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return null;
        }
    }

    private static OptionalLong number(@Nullable String text) {
        return text == null || !text.matches("\\d{1,18}")
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(text));
    }
}
