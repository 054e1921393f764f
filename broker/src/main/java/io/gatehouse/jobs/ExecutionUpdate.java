package io.gatehouse.jobs;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a device says of its execution (UpdateJobExecution).
 *
 * @param status one of those that {@link ExecutionStatus#isOfDevices}; another is an invalid request
 * @param statusDetails null leaves them as they are
 * @param expectedVersion null for any
 * @param executionNumber null for the newest
 * @param stepTimeoutInMinutes 1 to 10080; -1 ends the step timer; null leaves it as it is. It never outlasts the time
 *     that the job gives an execution
 */
public record ExecutionUpdate(
        ExecutionStatus status,
        @Nullable Map<String, String> statusDetails,
        @Nullable Long expectedVersion,
        @Nullable Long executionNumber,
        @Nullable Long stepTimeoutInMinutes) {}
