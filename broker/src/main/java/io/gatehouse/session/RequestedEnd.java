package io.gatehouse.session;

import io.gatehouse.engine.CommitResult;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The end of a connection, or of a session too, that somebody else than the client asks for.
 *
 * @param cleanSession the session ends as well, whether or not its client is here
 * @param preventWill the will is discarded
 */
public record RequestedEnd(boolean cleanSession, boolean preventWill) {

    /** What became of it. */
    public sealed interface Result {}

    /** Nobody is connected, and the session was to stay. Nothing was done. */
    public record NotConnected() implements Result {}

    /**
     * It has ended.
     *
     * @param stored completes when the store has no record of it any more; {@code null} where it has none
     */
    public record Ended(@Nullable CompletableFuture<CommitResult> stored) implements Result {}

    /** On the session's loop. */
    public Result of(Session session) {
        session.home().check();
        if (!cleanSession && !session.isConnected()) {
            return new NotConnected();
        }
        if (preventWill) {
            session.will().disarm();
        }
        session.close(new CloseReason.Administrative());
        if (cleanSession) {
            session.end();
        }
        return new Ended(session.context().removals().pending(session.clientId()));
    }
}
