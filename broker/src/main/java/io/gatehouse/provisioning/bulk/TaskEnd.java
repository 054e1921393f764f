package io.gatehouse.provisioning.bulk;

/** How a run ended. */
sealed interface TaskEnd {
    /** At the end of the file. */
    record Complete() implements TaskEnd {}

    /** Because it was asked to. */
    record Halted() implements TaskEnd {}

    /** @param problem why it cannot go on */
    record Broken(String problem) implements TaskEnd {}
}
