package io.gatehouse.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known about one connection: the values of policy variables and condition keys. The caller's view of its
 * registry; raw values, because {@link Permissions} decides what may be substituted where.
 *
 * <p>Names are those of the AWS texts without braces: {@code iot:ClientId}, {@code iot:Connection.Thing.ThingName},
 * {@code iot:Connection.Thing.ThingTypeName}, {@code iot:Connection.Thing.Attributes[color]},
 * {@code iot:Connection.Thing.IsAttached} ({@code "true"} or {@code "false"}), {@code iot:CertificateId},
 * {@code iot:Certificate.Subject.CommonName}, {@code iot:Certificate.Subject.CommonName.1} (the first of several),
 * {@code aws:SourceIp} (an address literal). {@link VariableNames} lists every name that is ever asked for.
 */
@FunctionalInterface
public interface Variables {
    /** Nothing is known. */
    Variables NONE = name -> null;

    /** The value, or {@code null} where it is not known: no such thing, no such attribute. */
    @Nullable
    String value(String name);

    /** All values of a key that may have several; what {@code ForAllValues:} and {@code ForAnyValue:} look at. */
    default List<String> values(String name) {
        String value = value(name);
        return value == null ? List.of() : List.of(value);
    }
}
