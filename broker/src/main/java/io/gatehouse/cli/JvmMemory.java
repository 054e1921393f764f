package io.gatehouse.cli;

import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * How much memory a JVM may take, read from its options as the JVM reads them.
 *
 * @param heap bytes
 * @param direct bytes of buffers outside of the heap
 */
record JvmMemory(long heap, long direct) {
    private static final Pattern HEAP = Pattern.compile("(?:^|\\s)-Xmx(\\d{1,9})([kKmMgGtT]?)(?=\\s|$)");
    private static final Pattern DIRECT =
            Pattern.compile("(?:^|\\s)-XX:MaxDirectMemorySize=(\\d{1,9})([kKmMgGtT]?)(?=\\s|$)");
    private static final Pattern PERCENT =
            Pattern.compile("(?:^|\\s)-XX:MaxRAMPercentage=(\\d{1,3})(?:\\.\\d+)?()(?=\\s|$)");

    /** @param memory of the machine, of which a quarter is the heap where nothing else is said */
    static JvmMemory of(String options, long memory) {
        long share = last(PERCENT, options, 25);
        long heap = last(HEAP, options, memory / 100 * share);
        return new JvmMemory(heap, last(DIRECT, options, heap)); // as much again, where nothing else is said
    }

    private static long last(Pattern option, String options, long otherwise) {
        return option.matcher(options)
                .results()
                .reduce((first, second) -> second)
                .map(JvmMemory::bytes)
                .orElse(otherwise);
    }

    private static long bytes(MatchResult option) {
        long number = Long.parseLong(option.group(1));
        return switch (option.group(2).toLowerCase(Locale.ROOT)) {
            case "k" -> number << 10;
            case "m" -> number << 20;
            case "g" -> number << 30;
            case "t" -> number << 40;
            default -> number;
        };
    }

    static String inWords(long bytes) {
        return bytes >= 1L << 30
                ? String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30))
                : (bytes >> 20) + " MiB";
    }
}
