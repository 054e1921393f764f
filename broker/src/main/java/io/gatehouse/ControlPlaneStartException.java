package io.gatehouse;

import java.io.IOException;

/** The control plane must not be where it is configured to be, and without it the broker must not start. */
final class ControlPlaneStartException extends IOException {
    private static final long serialVersionUID = 1;

    private final String remedy;

    ControlPlaneStartException(String message, String remedy) {
        super(message);
        this.remedy = remedy;
    }

    /** What to do. */
    String remedy() {
        return remedy;
    }
}
