package io.gatehouse.session;

import io.gatehouse.engine.CommitResult;
import io.gatehouse.reason.Reason;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What became of an admitted CONNECT that asked for its session. */
public sealed interface Opening {
    /**
     * The session is there and attached.
     *
     * @param present whether state of an earlier connection goes on; CONNACK says so [MQTT-3.2.2-2], [MQTT-3.2.2-3]
     * @param expirySeconds the session expiry granted
     * @param stored CONNACK waits until this says that what a restart must find of the connection is stored,
     *     and what it must not find is removed; {@code null} when there is nothing to wait for
     */
    record Opened(
            Session session,
            boolean present,
            long expirySeconds,
            @Nullable CompletableFuture<CommitResult> stored) implements Opening {}

    record Refused(Reason reason, String detail) implements Opening {}
}
