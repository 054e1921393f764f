package io.gatehouse.report;

import io.netty.handler.ssl.OpenSsl;
import io.netty.util.Version;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where a run was made, and with what: every figure of a report is of this. */
final class Machine {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    private Machine() {}

    /** What there is to know, in the order in which it is told. */
    static Map<String, String> here() {
        Map<String, String> known = new LinkedHashMap<>();
        known.put("when", Instant.now().truncatedTo(ChronoUnit.MINUTES).toString());
        known.put("processor", processor() + ", " + Runtime.getRuntime().availableProcessors() + " cores");
        known.put("load at the start", Words.number(load()));
        known.put(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                        + System.getProperty("os.arch"));
        known.put("JDK", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        known.put("Netty", netty());
        known.put("TLS library", OpenSsl.isAvailable() ? OpenSsl.versionString() : "none");
        return known;
    }

    /** Processes that want a processor, on average of a minute; negative where the system does not tell. */
    static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static String netty() {
        // One jar of many keeps the versions of one artifact; they are all of one release.
        return Version.identify().values().stream()
                .findFirst()
                .map(Version::artifactVersion)
                .orElse("unknown");
    }

    private static String processor() {
        try {
            return Files.readAllLines(PROCESSORS).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown processor");
        } catch (IOException notLinux) {
            return "unknown processor";
        }
    }
}
