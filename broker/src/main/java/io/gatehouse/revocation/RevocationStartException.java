package io.gatehouse.revocation;

import java.io.IOException;

/** What is configured about revocation cannot be had, and without it the broker must not start. */
public final class RevocationStartException extends IOException {
    private static final long serialVersionUID = 1;

    RevocationStartException(String message) {
        super(message);
    }
}
