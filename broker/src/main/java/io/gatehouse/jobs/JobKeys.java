package io.gatehouse.jobs;

import io.gatehouse.engine.Key;

/** Where what belongs to jobs is in the store. The first part is the table. */
final class JobKeys {
    static final Key JOBS = Key.of("job");
    static final Key TIMERS = Key.of("job-timer");
    static final Key PENDING = Key.of("job-pending");
    private static final String DOCUMENTS = "job-document";
    private static final String PLACES = "job-places";
    private static final String ENDED = "job-ended";

    private JobKeys() {}

    static Key job(String id) {
        return Key.of(JOBS.name(), id);
    }

    static Key document(String id) {
        return Key.of(DOCUMENTS, id);
    }

    /** Names of the things at {@link Places#OF_A_CHAPTER} places, in their order. */
    static Key places(String id, long chapter) {
        return Key.of(PLACES, id, Long.toString(chapter));
    }

    static Key pendingOf(String thing) {
        return Key.of(PENDING.name(), thing);
    }

    static Key pending(String thing, String job) {
        return Key.of(PENDING.name(), thing, job);
    }

    static Key endedOf(String thing) {
        return Key.of(ENDED, thing);
    }

    static Key endedOf(String thing, String job) {
        return Key.of(ENDED, thing, job);
    }

    static Key ended(String thing, String job, long number) {
        return Key.of(ENDED, thing, job, Long.toString(number));
    }

    static Key timersOf(long minute) {
        return Key.of(TIMERS.name(), Long.toString(minute));
    }

    static Key timer(long minute, String thing, String job) {
        return Key.of(TIMERS.name(), Long.toString(minute), thing, job);
    }
}
