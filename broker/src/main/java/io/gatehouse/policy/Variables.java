package io.gatehouse.policy;

import java.util.List;
import java.util.Map;

/**
 * What is known about whoever asks: the values of policy variables and condition keys. The caller's view of its
 * registry, certificate and protocol, none of which this package knows: over a protocol without connections, the names
 * of the connection simply have no values. Raw values, because {@link Permissions} decides what may be put in where.
 *
 * <p>Names are those of the AWS texts without braces, and without index or {@code .List}: asked for is
 * {@code iot:Certificate.Subject.Organization}, whether the document says {@code …Organization},
 * {@code …Organization.2} or {@code …Organization.List}. {@link VariableNames} is the list of every name that is ever
 * asked for.
 */
@FunctionalInterface
public interface Variables {
    /** Nothing is known. */
    Variables NONE = _ -> List.of();

    /** Every value, in order; empty where none is known: no such thing, no such attribute. */
    List<String> values(String name);

    /** About what it keeps on the heap for itself alone, in bytes: for whoever remembers it for long. */
    default int weight() {
        return 0;
    }

    /** What a table says; a name that is not in it has no value. */
    static Variables of(Map<String, List<String>> table) {
        Map<String, List<String>> copy = Map.copyOf(table);
        return name -> copy.getOrDefault(name, List.of());
    }
}
