package io.gatehouse.transport;

import io.gatehouse.session.CloseReason;
import io.netty.channel.Channel;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one loop that have no session yet: in their TLS handshake, or before CONNECT. Confined to the
 * loop.
 *
 * <p>A stop reaches the others through their sessions; these are known to nobody else. A connection is in here until
 * it is admitted, so that an idle fleet costs nothing, and the listeners' limits bound how many there can be.
 */
final class Newcomers {
    /** A connection without a session, at one of the stages before it. */
    interface Newcomer {
        /** Ends it: refused, with a record of why, or because the broker stops, which refuses nobody. */
        void close(CloseReason reason);

        /** The broker stops: close, without the words that only a session has. */
        default void turnAway() {
            close(new CloseReason.ShuttingDown());
        }

        /** Rights of these certificates changed. */
        default void rightsChanged(Set<String> certificateIds) {}

        /** Of who has come to stay without a session; {@code null} of everybody else, who is judged at CONNECT. */
        default @Nullable String certificateId() {
            return null;
        }

        /** By the wall clock it is so late: goes, where its certificate has ended. */
        default void endIfExpired(long nowMillis) {}
    }

    private final Set<Newcomer> here = new HashSet<>();
    private boolean stopping;

    /** Refuses whoever stands in this channel's pipeline. On the channel's loop. */
    static void refuse(Channel channel, Excess excess) {
        for (Map.Entry<String, ?> handler : channel.pipeline()) {
            if (handler.getValue() instanceof Newcomer newcomer) {
                newcomer.close(new CloseReason.ConnectRefused(excess.reason(), excess.detail(), null, null));
                return;
            }
        }
        var _ = channel.close(); // nobody stands there any more
    }

    void add(Newcomer newcomer) {
        if (stopping) {
            newcomer.turnAway();
        } else {
            here.add(newcomer);
        }
    }

    /** No effect on one that is not in here. */
    void remove(Newcomer newcomer) {
        here.remove(newcomer);
    }

    /** True from {@link #turnAway} on: no session is opened any more. */
    boolean stopping() {
        return stopping;
    }

    void rightsChanged(Set<String> certificateIds) {
        List.copyOf(here).forEach(newcomer -> newcomer.rightsChanged(certificateIds)); // some leave over it
    }

    void addCertificatesTo(Set<String> ids) {
        for (Newcomer newcomer : here) {
            String id = newcomer.certificateId();
            if (id != null) {
                ids.add(id);
            }
        }
    }

    void endExpired(long nowMillis) {
        List.copyOf(here).forEach(newcomer -> newcomer.endIfExpired(nowMillis)); // some leave over it
    }

    /** Closes them all, and whoever comes later. */
    void turnAway() {
        stopping = true;
        List.copyOf(here).forEach(Newcomer::turnAway); // a copy: they leave while they are told
    }
}
