package io.gatehouse.migration;

import java.util.List;

/** What came of converting a file. */
public sealed interface Conversion {
    /** @param notes by line; those about the whole file last */
    record Converted(List<ConvertedPolicy> policies, List<ConversionNote> notes) implements Conversion {}

    /** @param problems all of them, by line */
    record Malformed(List<AclProblem> problems) implements Conversion {}
}
