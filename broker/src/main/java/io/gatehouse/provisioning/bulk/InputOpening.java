package io.gatehouse.provisioning.bulk;

/** What came of opening an input file. */
sealed interface InputOpening {
    /** It is open; whoever gets it closes it. */
    record Opened(InputFile file) implements InputOpening {}

    /** @param problem as {@code inputFileKey: "x" (expected: …)} */
    record Refused(String problem) implements InputOpening {}
}
