package io.gatehouse.engine;

/**
 * A store cannot be opened or read, which stops the start: a broker that went on without its registry would either
 * refuse everybody or let everybody in. The message says what, why and what to do.
 */
public final class StoreException extends Exception {
    private static final long serialVersionUID = 1L;

    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
