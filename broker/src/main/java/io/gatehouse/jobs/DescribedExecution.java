package io.gatehouse.jobs;

/** @param document of its job: JSON, as it was given */
public record DescribedExecution(JobExecution execution, String document) {}
