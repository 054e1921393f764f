package io.gatehouse.provisioning.bulk;

/** What came of starting a task. */
public sealed interface TaskStart {
    /** It is stored; it is worked on when those before it have ended. */
    record Started(RegistrationTask task) implements TaskStart {}

    /** @param problem of the request, as {@code inputFileKey: "x" (expected: …)} */
    record Refused(String problem) implements TaskStart {}

    /** @param problem too many tasks have not ended */
    record TooMany(String problem) implements TaskStart {}

    /** @param problem of the store */
    record NotStored(String problem) implements TaskStart {}
}
