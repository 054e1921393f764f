package io.gatehouse.jobs;

/**
 * How often an execution that ended so is made again.
 *
 * @param failureType anything but REJECTED
 * @param retries 0 to 10; all criteria of a job together at most 10
 */
public record RetryCriterion(FailureType failureType, int retries) {}
