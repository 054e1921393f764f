package io.gatehouse.load.report;

import java.util.Locale;

/** What things are called in outputs for programs: as their constants, in small letters. They do not change. */
final class Names {
    private Names() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
