package io.gatehouse.config;

import org.jspecify.annotations.Nullable;

/**
 * How much memory the whole process may take: one figure, of which the heap, the buffers outside of it and the store
 * have fixed parts. The rest is what no setting bounds by itself: code and classes of the JVM, stacks, what the
 * collector keeps, and TLS, which takes about 7 KiB for each connection.
 *
 * <p>The launcher {@code gatehouse} reckons in the same way and gives the JVM its flags; a test compares the two.
 *
 * @param limit 0 where the JVM and the store take what they take by themselves
 */
public record MemorySettings(long limit) {
    public static final MemorySettings DEFAULTS = new MemorySettings(0);

    private static final long MEBIBYTE = 1024 * 1024;
    private static final long LEAST = 384 * MEBIBYTE;
    private static final int HEAP_PERCENT = 45;
    private static final int BUFFERS_PERCENT = 20;
    private static final int STORE_PERCENT = 10;

    public MemorySettings {
        Check.that(
                limit == 0 || limit >= LEAST,
                "limit",
                Quantity.format(limit),
                "0 for none, or at least " + Quantity.format(LEAST));
    }

    public boolean isSet() {
        return limit > 0;
    }

    /** Whole mebibytes, as {@code -Xmx} gets them. */
    public long heapBytes() {
        return part(HEAP_PERCENT);
    }

    /** Whole mebibytes, as {@code -XX:MaxDirectMemorySize} gets them. */
    public long bufferBytes() {
        return part(BUFFERS_PERCENT);
    }

    /** Block cache and write buffers of the store. */
    public long storeBytes() {
        return part(STORE_PERCENT);
    }

    private long part(int percent) {
        return limit / MEBIBYTE * percent / 100 * MEBIBYTE;
    }

    /**
     * What is wrong with a JVM that was started for less than this limit; {@code null} where nothing is.
     *
     * @param heap most that the JVM takes for its heap
     * @param buffers most that it takes outside of it
     */
    public @Nullable String problemWith(long heap, long buffers) {
        if (!isSet() || (heap <= heapBytes() && buffers <= bufferBytes())) {
            return null;
        }
        return "memory.limit: " + Quantity.format(limit) + " (expected: a JVM with a heap of at most "
                + inMebibytes(heapBytes()) + " and buffers of at most " + inMebibytes(bufferBytes())
                + "; this one may take "
                + inMebibytes(heap) + " and " + inMebibytes(buffers) + ")";
    }

    /** Flags for such a JVM. */
    public String flags() {
        return "-Xmx" + heapBytes() / MEBIBYTE + "m -XX:MaxDirectMemorySize=" + bufferBytes() / MEBIBYTE + "m";
    }

    private static String inMebibytes(long bytes) {
        return bytes / MEBIBYTE + "MiB";
    }
}
