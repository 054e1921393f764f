package io.gatehouse.jobs;

/**
 * How much there may be. Where AWS names a number ("AWS IoT Core endpoints and quotas", section "AWS IoT Jobs"; the API
 * models of {@code iot} and {@code iot-jobs-data}), it is that one; the others keep memory and commits small.
 */
final class Limits {
    static final int MOST_DOCUMENT_BYTES = 32 * 1024;

    static final int MOST_DESCRIPTION = 2028;
    static final int MOST_COMMENT = 2028;
    static final int MOST_REASON_CODE = 128;
    static final int MOST_TARGETS = 100;
    static final int MOST_PER_MINUTE = 1000;
    static final int MOST_MINUTES = 7 * 24 * 60;
    static final int MOST_RETRIES = 10;
    static final int MOST_DETAILS = 10;
    static final int MOST_DETAIL_KEY = 128;
    static final int MOST_DETAIL_VALUE = 1024;

    /** All are in memory, those that have ended too; AWS forgets them after two years, we when they are deleted. */
    static final int MOST_JOBS = 10_000;

    /** That a job is for when it is created: their names are one commit. */
    static final int MOST_THINGS_AT_ONCE = 200_000;

    /** Of one job in its life, a thing that comes back counted again. */
    static final int MOST_PLACES = 1_000_000;

    /** Of one job on one thing that are kept; the oldest goes. */
    static final int MOST_ENDED = 20;

    private Limits() {}
}
