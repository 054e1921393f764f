package io.gatehouse.jobs;

/**
 * An execution with what is to be done.
 *
 * @param document of its job: JSON, as it was given
 */
public record DescribedExecution(JobExecution execution, String document) {}
