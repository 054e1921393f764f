package io.gatehouse.config;

import java.util.List;

/** A value as somebody wrote it, before anybody knows which type it should have. */
sealed interface RawValue {
    Origin origin();

    /** One value. */
    record Text(String text, Origin origin) implements RawValue {}

    /** A YAML sequence of values. */
    record Items(List<String> items, Origin origin) implements RawValue {}

    /** A key without a value. */
    record Nothing(Origin origin) implements RawValue {}
}
