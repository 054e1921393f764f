package io.gatehouse.cli;

import org.jspecify.annotations.Nullable;

/**
 * One thing that {@code doctor} looked at.
 *
 * @param about what was looked at: a file, an address, a part of the machine
 * @param what one clause
 * @param why {@code null} where all is well
 * @param remedy what to do, {@code null} where all is well
 */
record Finding(
        String about,
        Severity severity,
        String what,
        @Nullable String why,
        @Nullable String remedy) {

    /** From good to bad. Only a problem makes the command fail. */
    enum Severity {
        OK,
        /** Good to know, or could not be seen from here. */
        NOTE,
        /** Works, and is unwise or will not work for long. */
        WARNING,
        /** Does not work, or lets somebody in who should stay out. */
        PROBLEM
    }
}
