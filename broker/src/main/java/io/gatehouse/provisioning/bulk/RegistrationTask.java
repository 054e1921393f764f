package io.gatehouse.provisioning.bulk;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A bulk registration. Immutable.
 *
 * @param id a UUID
 * @param startedBy name of the operator
 * @param message what there is to say of the status; null for nothing
 */
public record RegistrationTask(
        String id,
        String startedBy,
        TaskInput input,
        Instant createdAt,
        Instant lastModifiedAt,
        TaskStatus status,
        @Nullable String message,
        Progress progress) {
    private static final int MOST_MESSAGE = 2048;

    public RegistrationTask {
        message = message != null && message.length() > MOST_MESSAGE ? message.substring(0, MOST_MESSAGE) : message;
    }

    /** Of the bytes of the input, 0 to 100; 100 only where all of it was read. */
    public int percentage() {
        long size = input.version().size();
        return size == 0 ? (status == TaskStatus.COMPLETED ? 100 : 0) : (int) (progress.offset() * 100 / size);
    }

    RegistrationTask with(TaskStatus newStatus, @Nullable String newMessage, Instant now) {
        return new RegistrationTask(id, startedBy, input, createdAt, now, newStatus, newMessage, progress);
    }

    RegistrationTask with(Progress newProgress, Instant now) {
        return new RegistrationTask(id, startedBy, input, createdAt, now, status, message, newProgress);
    }
}
