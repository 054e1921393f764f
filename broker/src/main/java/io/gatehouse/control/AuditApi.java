package io.gatehouse.control;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is found in an audit log; read from its files, whether a broker runs or not. */
public final class AuditApi {
    private AuditApi() {}

    /**
     * Whether it is as it was written.
     *
     * @param first number of the first entry that is there, 0 for none
     * @param last number of the last one
     * @param anchor the hash that the first entry names
     * @param head the hash of the last one, to be kept elsewhere
     * @param unfinishedBytes of a last line without an end
     * @param broken the first entry that is not as it was written, {@code null} where all are; the other values then
     *     say nothing
     */
    public record Verified(
            long entries,
            int files,
            long first,
            long last,
            String anchor,
            String head,
            int unfinishedBytes,
            @Nullable Broken broken) {}

    /**
     * Where the chain ends.
     *
     * @param line of the file, from 1
     * @param number the entry that should stand there
     */
    public record Broken(String file, long line, long number, String why) {}

    /** One entry; digests are SHA-256. */
    public record Entry(
            long number,
            Instant time,
            String operator,
            String from,
            String operation,
            String resource,
            @Nullable String before,
            @Nullable String after,
            String result) {}

    public record Listing(List<Entry> entries) {}
}
