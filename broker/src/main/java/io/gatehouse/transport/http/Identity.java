package io.gatehouse.transport.http;

import io.gatehouse.reason.Reason;
import io.gatehouse.refusal.Client;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * Whose a request is, and whether he is let in now: asked of every request, in memory, before anything else of it is
 * looked at. On the connection's loop.
 */
public interface Identity {
    /** Asked once of every request, as soon as its head is there; {@code null} where that is not enough to tell. */
    @Nullable
    Verdict ofHead(HttpRequest head);

    /**
     * Asked once of a request whose head was not enough.
     *
     * @param body all of it; borrowed
     */
    Verdict ofWhole(HttpRequest head, ByteBuf body);

    /** The client, with what the last request has told of it. */
    Client named(Client client);

    /**
     * Why he would not be let in now, whatever he asks for; {@code null} where he would, or where only a request can
     * tell.
     */
    @Nullable
    Reason withdrawn();

    /**
     * Last moment, by the wall clock, at which who was let in may stay; {@link Long#MAX_VALUE} where nobody was.
     */
    long validUntilMillis();
}
