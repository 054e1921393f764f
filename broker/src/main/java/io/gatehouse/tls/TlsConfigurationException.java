package io.gatehouse.tls;

/** TLS cannot start as configured. The message says what is wrong, where, and what to do; it never has key material. */
public final class TlsConfigurationException extends Exception {
    private static final long serialVersionUID = 1;

    TlsConfigurationException(String message) {
        super(message);
    }

    TlsConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}
