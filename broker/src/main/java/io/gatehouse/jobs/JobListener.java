package io.gatehouse.jobs;

import org.jspecify.annotations.Nullable;

/**
 * Is told what changed, once it is committed and visible to readers, in the order of the commits. On the one thread
 * that changes jobs: post what takes long, and do not change jobs here.
 */
public interface JobListener {
    /**
     * The pending executions of a thing are others than before, or another one is next: {@code notify}, {@code
     * notify-next}. One that went from QUEUED to IN_PROGRESS is neither, unless it got ahead of others by it.
     *
     * @param pending as they are now
     * @param listChanged whether one was added or removed
     * @param next as it is now, with its document, where another one is next than before, or none; else null
     * @param nextChanged whether another one is next than before, or none any more
     */
    default void pendingChanged(
            String thingName,
            PendingExecutions pending,
            boolean listChanged,
            boolean nextChanged,
            @Nullable DescribedExecution next) {}

    /** Whether anybody wants to hear of it is asked elsewhere. */
    default void happened(JobEvent event) {}
}
