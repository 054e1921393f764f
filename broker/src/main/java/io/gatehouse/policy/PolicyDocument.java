package io.gatehouse.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A policy document as it was written: texts, not yet patterns. Made by {@link PolicyParser}.
 *
 * @param version {@code 2012-10-17}
 * @param id the optional {@code Id}, without meaning for decisions
 * @param statements one or more, in the order of the document
 */
public record PolicyDocument(String version, @Nullable String id, List<Statement> statements) {
    public static final String VERSION = "2012-10-17";

    public PolicyDocument {
        statements = List.copyOf(statements);
    }
}
