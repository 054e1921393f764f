package io.gatehouse.migration;

import java.util.List;

/** What came of reading an access control file. */
sealed interface AclParse {
    record Parsed(AclFile file, List<ConversionNote> notes) implements AclParse {}

    record Malformed(List<AclProblem> problems) implements AclParse {}
}
