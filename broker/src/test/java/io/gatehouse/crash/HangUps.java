package io.gatehouse.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** SIGHUP, as processes that are started here have it. */
public final class HangUps {
    private HangUps() {}

    /** As under nohup: whoever is started then ignores it too. Signal 1 is the lowest bit of the mask. */
    public static boolean areIgnored() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1) != 0);
    }
}
