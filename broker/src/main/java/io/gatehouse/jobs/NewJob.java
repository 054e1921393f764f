package io.gatehouse.jobs;

import java.util.List;

/**
 * What CreateJob asks for.
 *
 * @param targets those that are there twice count once
 * @param document JSON, at most 32 KiB; devices get it as it is
 */
public record NewJob(
        String id, List<JobTarget> targets, String document, TargetSelection selection, JobSettings settings) {
    public NewJob {
        targets = targets.stream().distinct().toList();
    }
}
