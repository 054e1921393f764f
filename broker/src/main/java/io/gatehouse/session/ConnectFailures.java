package io.gatehouse.session;

import io.gatehouse.loop.Loop;
import io.gatehouse.reason.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Hears of every CONNECT that was refused for want of a right, by a peer whose certificate was let in. Called on the
 * loop that refused; must not block.
 */
@FunctionalInterface
public interface ConnectFailures {
    void connectFailed(Attempt attempt, Loop loop);

    /**
     * The CONNECT.
     *
     * @param clientId as sent, which may be another device's; without {@code +} and {@code #}
     * @param principalId of who sent it, see {@link Principal#id}
     * @param address the peer's, without port
     */
    record Attempt(String clientId, @Nullable String thing, String principalId, String address, Reason reason) {

        /** Whether a CONNECT refused for this reason was refused for want of a right. */
        public static boolean isOne(Reason reason) {
            return switch (reason) {
                case CONNECT_NOT_AUTHORIZED, WILL_NOT_AUTHORIZED, CLIENT_ID_OWNED -> true;
                default -> false;
            };
        }
    }
}
