package io.gatehouse.transport.http;

import org.jspecify.annotations.Nullable;

/**
 * {@code /things/THING/jobs} or {@code /things/THING/jobs/JOB}, the path of a request of {@code iot-jobs-data}.
 *
 * @param thing still encoded
 * @param job still encoded, {@code $next} for the next one; {@code null} where none is named
 */
record JobsPath(String thing, @Nullable String job) {
    private static final String THINGS = "/things/";
    private static final String JOBS = "/jobs";

    /** {@code null} for any other path. */
    static @Nullable JobsPath of(String path) {
        if (!path.startsWith(THINGS)) {
            return null;
        }
        int end = path.indexOf('/', THINGS.length());
        if (end < 0) {
            return null;
        }
        String thing = path.substring(THINGS.length(), end);
        String rest = path.substring(end);
        if (rest.equals(JOBS)) {
            return new JobsPath(thing, null);
        }
        boolean ofOne = rest.startsWith(JOBS + "/") && rest.indexOf('/', JOBS.length() + 1) < 0;
        return ofOne ? new JobsPath(thing, rest.substring(JOBS.length() + 1)) : null;
    }
}
