package io.gatehouse.tls;

import org.jspecify.annotations.Nullable;

/** TLS cannot start as configured. The message says what is wrong, where, and what to do; it never has key material. */
public final class TlsConfigurationException extends Exception {
    private static final long serialVersionUID = 1;

    private static final String MEND = "mend that, then start again";

    private final String remedy;

    TlsConfigurationException(String message) {
        this(message, MEND, null);
    }

    TlsConfigurationException(String message, Throwable cause) {
        this(message, MEND, cause);
    }

    TlsConfigurationException(String message, String remedy, @Nullable Throwable cause) {
        super(message, cause);
        this.remedy = remedy;
    }

    /** What to do, where there is more to it than to mend what the message names. */
    public String remedy() {
        return remedy;
    }
}
