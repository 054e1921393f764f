package io.gatehouse.jobs;

/**
 * A job with what only its rollout has to know: one record of the store.
 *
 * @param rollout how far it is
 */
record JobRecord(Job job, Rollout rollout) {
    String id() {
        return job.id();
    }

    boolean is(JobStatus status) {
        return job.status() == status;
    }

    /** Whether things that join its groups get an execution. */
    boolean isContinuous() {
        return is(JobStatus.IN_PROGRESS) && job.selection() == TargetSelection.CONTINUOUS;
    }

    JobRecord with(Rollout further) {
        return new JobRecord(job, further);
    }

    JobRecord with(Job changed) {
        return new JobRecord(changed, rollout);
    }
}
