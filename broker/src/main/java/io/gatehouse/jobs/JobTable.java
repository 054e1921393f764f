package io.gatehouse.jobs;

import io.gatehouse.engine.Key;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.engine.StoreException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * What memory holds: the jobs, as they are committed, and the minutes in which a timer of an execution may run out. At
 * most {@link Limits#MOST_JOBS} and {@link Limits#MOST_MINUTES}. Read on any thread, changed by the journal.
 */
final class JobTable {
    private final ConcurrentSkipListMap<String, JobRecord> jobs = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListSet<String> continuous = new ConcurrentSkipListSet<>();
    private final ConcurrentSkipListSet<Long> minutes = new ConcurrentSkipListSet<>();

    private JobTable() {}

    /** @throws StoreException a job cannot be read */
    static JobTable open(KeyValue store) throws StoreException {
        JobTable table = new JobTable();
        try {
            store.scan(JobKeys.JOBS, entry -> table.put(StoredRecord.read(entry).job()));
            store.scan(JobKeys.TIMERS, entry -> table.timerAt(minuteOf(entry.key())));
        } catch (UncheckedIOException failed) {
            throw new StoreException("jobs: " + failed.getMessage() + "; check the disk", failed);
        } catch (UnreadableRecord unreadable) {
            throw new StoreException(String.valueOf(unreadable.getMessage()), unreadable);
        }
        return table;
    }

    private static long minuteOf(Key timer) {
        try {
            return Long.parseLong(timer.parts().get(1));
        } catch (NumberFormatException malformed) {
            throw new UnreadableRecord(timer, "no minute");
        }
    }

    @Nullable
    JobRecord find(String id) {
        return jobs.get(id);
    }

    int size() {
        return jobs.size();
    }

    /** Ids of the CONTINUOUS jobs that are in progress. */
    Set<String> continuous() {
        return Collections.unmodifiableSet(continuous);
    }

    /** By id. */
    Collection<JobRecord> all() {
        return Collections.unmodifiableCollection(jobs.values());
    }

    /** Behind that id, or from the first on for null. */
    List<JobRecord> page(@Nullable String after, int max) {
        List<JobRecord> page = new ArrayList<>();
        for (JobRecord job : (after == null ? jobs : jobs.tailMap(after, false)).values()) {
            if (page.size() == max) {
                break;
            }
            page.add(job);
        }
        return page;
    }

    void put(JobRecord job) {
        jobs.put(job.id(), job);
        if (job.isContinuous()) {
            continuous.add(job.id());
        } else {
            continuous.remove(job.id());
        }
    }

    void remove(String id) {
        jobs.remove(id);
        continuous.remove(id);
    }

    void timerAt(long minute) {
        minutes.add(minute);
    }

    /** The first minute in which a timer may run out, or null. */
    @Nullable
    Long firstTimer() {
        return minutes.isEmpty() ? null : minutes.first();
    }

    void noTimerAt(long minute) {
        minutes.remove(minute);
    }
}
