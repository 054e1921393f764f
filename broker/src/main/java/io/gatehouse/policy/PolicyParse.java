package io.gatehouse.policy;

import java.util.List;

/** What came of reading a policy document. */
public sealed interface PolicyParse {
    /** A document of the language, within the limits. It may still be unwise: see {@link PolicyLint}. */
    record Parsed(PolicyDocument document) implements PolicyParse {}

    /** Not a document of the language: every problem found, in the order of the text. Never empty. */
    record Malformed(List<Problem> problems) implements PolicyParse {
        public Malformed {
            problems = List.copyOf(problems);
        }
    }
}
