package io.gatehouse.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job on one thing, as it is committed.
 *
 * @param number of the executions of this job on this thing, 1 for the first; one more when it is made again after a
 *     failure, or after the thing has left and joined its group again
 * @param retryAttempt how often it was made again after a failure
 * @param statusDetails what the device says of it; at most {@value Limits#MOST_DETAILS} pairs
 * @param forceCanceled whether it was canceled while it was IN_PROGRESS
 * @param startedAt null while it is QUEUED, and where it never was IN_PROGRESS
 * @param version 1 when it is made, one more with each change
 * @param timesOutAt the end of its time IN_PROGRESS; null where nothing limits it
 * @param stepTimesOutAt the end of the step that the device is at; null where it set no step timer
 * @param place in the rollout of the job, from 0; not shown
 */
public record JobExecution(
        String jobId,
        String thingName,
        long number,
        int retryAttempt,
        ExecutionStatus status,
        Map<String, String> statusDetails,
        boolean forceCanceled,
        Instant queuedAt,
        @Nullable Instant startedAt,
        Instant lastUpdatedAt,
        long version,
        @Nullable Instant timesOutAt,
        @Nullable Instant stepTimesOutAt,
        long place) {
    public JobExecution {
        statusDetails = Map.copyOf(statusDetails);
    }

    /** When it times out by whichever timer is first; null where none runs. */
    public @Nullable Instant deadline() {
        if (timesOutAt == null || stepTimesOutAt == null) {
            return timesOutAt == null ? stepTimesOutAt : timesOutAt;
        }
        return timesOutAt.isBefore(stepTimesOutAt) ? timesOutAt : stepTimesOutAt;
    }

    /**
     * {@code approximateSecondsBeforeTimedOut}: null where no timer runs. It may time out up to a minute later, as at
     * AWS.
     */
    public @Nullable Long secondsBeforeTimedOut(Instant now) {
        Instant deadline = deadline();
        return deadline == null
                ? null
                : (Long) Math.max(0, Duration.between(now, deadline).toSeconds());
    }
}
