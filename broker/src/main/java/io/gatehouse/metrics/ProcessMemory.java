package io.gatehouse.metrics;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the kernel counts as this process's memory: heap, direct memory, the store's and the JVM's own together. Read
 * from {@code /proc} at each scrape; NaN where there is none.
 */
final class ProcessMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";

    private ProcessMemory() {}

    static double residentBytes() {
        try {
            return residentBytes(Files.readString(STATUS, StandardCharsets.ISO_8859_1));
        } catch (IOException notLinux) {
            return Double.NaN;
        }
    }

    /** @param status with a line such as {@code VmRSS:   123456 kB} */
    static double residentBytes(String status) {
        return status.lines()
                .filter(line -> line.startsWith(RESIDENT))
                .map(line -> line.replaceAll("\\D", ""))
                .filter(number -> !number.isEmpty())
                .mapToDouble(number -> Double.parseDouble(number) * 1024)
                .findFirst()
                .orElse(Double.NaN);
    }
}
