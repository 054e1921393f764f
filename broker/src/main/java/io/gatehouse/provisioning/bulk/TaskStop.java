package io.gatehouse.provisioning.bulk;

/** What came of stopping a task. */
public sealed interface TaskStop {
    /** It has been cancelled, or is when the line is finished that is being registered. */
    record Stopped(RegistrationTask task) implements TaskStop {}

    record NotFound() implements TaskStop {}

    /** It has come to an end of its own. */
    record Over(TaskStatus status) implements TaskStop {}

    /** @param problem of the store; it goes on */
    record NotStored(String problem) implements TaskStop {}
}
