package io.gatehouse.migration;

import org.jspecify.annotations.Nullable;

/**
 * Something that is not the same after a conversion, or that somebody has to know to use it.
 *
 * @param line of the access control file; {@code null} where it is about all of it
 * @param message what is not the same
 * @param instead what to do about it
 */
public record ConversionNote(Kind kind, @Nullable Integer line, String message, String instead) {
    /** In the order in which an operator minds them. */
    public enum Kind {
        /** A line that is in no policy. */
        LEFT_OUT,
        /** More is allowed than before; only where that was asked for. */
        WIDER,
        /** Something that was allowed is denied. */
        NARROWER,
        /** Topics that begin with {@code $} belong to the broker. */
        RESERVED,
        /** Read as Mosquitto reads it, which may not be what was meant. */
        UNLIKELY,
        /** Clients without a user name. */
        WITHOUT_USER,
        /** Which client ids are let in: the file says nothing of it. */
        CLIENT_IDS
    }
}
