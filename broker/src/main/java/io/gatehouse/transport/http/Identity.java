package io.gatehouse.transport.http;

import io.gatehouse.admission.Admission;
import io.gatehouse.reason.Reason;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * Whose a request is, and whether he is let in now: asked of every request once, by its head, in memory, before
 * anything else of it is looked at. On the connection's loop.
 *
 * <p>The place for signed requests and custom authorisers: what they need of a request stands in its head.
 */
public interface Identity {
    Admission of(HttpRequest head);

    /**
     * Why he would not be let in now, whatever he asks for; {@code null} where he would, or where only a head can
     * tell.
     */
    @Nullable
    Reason withdrawn();

    /**
     * Last moment, by the wall clock, at which who was let in may stay; {@link Long#MAX_VALUE} where nobody was.
     */
    long validUntilMillis();
}
