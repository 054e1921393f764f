package io.gatehouse.jobs.device;

import io.gatehouse.jobs.ExecutionUpdate;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is asked about the jobs of one thing, whichever way it came. */
sealed interface DeviceRequest {
    /** In the place of a job's id: the one that is next. */
    String NEXT = "$next";

    /** GetPendingJobExecutions. */
    record GetPending() implements DeviceRequest {}

    /**
     * StartNextPendingJobExecution.
     *
     * @param statusDetails null for none
     * @param stepTimeoutInMinutes null for none
     */
    record StartNext(
            @Nullable Map<String, String> statusDetails,
            @Nullable Long stepTimeoutInMinutes) implements DeviceRequest {}

    /**
     * DescribeJobExecution.
     *
     * @param jobId or {@link #NEXT}
     * @param executionNumber null for the newest
     */
    record Describe(String jobId, @Nullable Long executionNumber, boolean withDocument) implements DeviceRequest {}

    /** UpdateJobExecution. */
    record Update(String jobId, ExecutionUpdate update, boolean withState, boolean withDocument)
            implements DeviceRequest {}
}
