package io.gatehouse.config;

import java.nio.file.Path;

/**
 * The embedded store.
 *
 * @param dataDirectory everything the broker keeps; the store is in its folder {@code store}; mode 0700
 * @param fsync when an acknowledged change is on the disk
 * @param blockCacheBytes off-heap memory for blocks read from disk
 * @param writeBufferBytes off-heap memory for changes not yet sorted into files; with {@code blockCacheBytes} the
 *     bound of what the store takes beside the heap
 */
public record StoreSettings(Path dataDirectory, Fsync fsync, long blockCacheBytes, long writeBufferBytes) {

    /** What an acknowledgement promises. */
    public enum Fsync {
        /** On the disk before the acknowledgement: survives a power failure. */
        ALWAYS("always"),
        /** On the disk within 10 ms: survives {@code kill -9}; a power failure may take the last 10 ms. */
        EVERY_10_MILLIS("10ms"),
        /** When the operating system likes: survives {@code kill -9}; a power failure may take the last half minute. */
        OFF("off");

        private final String text;

        Fsync(String text) {
            this.text = text;
        }

        /** As written in the configuration file. */
        public String text() {
            return text;
        }
    }

    public static final StoreSettings DEFAULTS =
            new StoreSettings(Path.of("data"), Fsync.ALWAYS, 64L * 1024 * 1024, 64L * 1024 * 1024);

    public StoreSettings {
        Check.that(!dataDirectory.toString().isBlank(), "dataDirectory", dataDirectory, "a folder");
        Check.range("blockCacheBytes", blockCacheBytes, 1024 * 1024, 1L << 40);
        Check.range("writeBufferBytes", writeBufferBytes, 1024 * 1024, 1L << 40);
    }

    /** The same settings with no more memory than that, in the same proportion. */
    public StoreSettings within(long bytes) {
        long all = blockCacheBytes + writeBufferBytes;
        if (all <= bytes) {
            return this;
        }
        long cache = (long) ((double) bytes / all * blockCacheBytes);
        return new StoreSettings(dataDirectory, fsync, cache, bytes - cache);
    }

    /** The same settings for another folder. */
    public StoreSettings at(Path folder) {
        return new StoreSettings(folder, fsync, blockCacheBytes, writeBufferBytes);
    }
}
