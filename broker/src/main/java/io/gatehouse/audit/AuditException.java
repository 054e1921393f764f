package io.gatehouse.audit;

import java.io.IOException;
import java.io.Serial;

/** The log cannot be continued: its last file is not as it was written. */
public final class AuditException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    AuditException(String message) {
        super(message);
    }
}
