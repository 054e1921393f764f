package io.gatehouse.provisioning.bulk;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What has become of a task, in AWS's words. */
public enum TaskStatus {
    /** It is being worked on, or waits for those before it. */
    IN_PROGRESS("InProgress"),
    /** It was stopped, and the line that was being registered just then is being finished. */
    CANCELLING("Cancelling"),
    CANCELLED("Cancelled"),
    /** Every line was read; how many of them failed is counted. */
    COMPLETED("Completed"),
    /** It could not go on; lines before stay registered. */
    FAILED("Failed");

    private final String word;

    TaskStatus(String word) {
        this.word = word;
    }

    /** {@code InProgress}. */
    public String word() {
        return word;
    }

    /** Null for another word. */
    public static @Nullable TaskStatus named(String word) {
        return Arrays.stream(values())
                .filter(status -> status.word.equals(word))
                .findFirst()
                .orElse(null);
    }

    /** Whether nothing will become of it any more. */
    public boolean isFinal() {
        return this != IN_PROGRESS && this != CANCELLING;
    }

    @Override
    public String toString() {
        return word;
    }
}
