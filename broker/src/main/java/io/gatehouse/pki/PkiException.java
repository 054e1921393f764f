package io.gatehouse.pki;

/** The development authority cannot be read or written. The message says what is wrong, where, and what to do. */
public final class PkiException extends Exception {
    private static final long serialVersionUID = 1;

    PkiException(String message) {
        super(message);
    }

    PkiException(String message, Throwable cause) {
        super(message, cause);
    }
}
