package io.gatehouse.transport.http;

import io.gatehouse.policy.Permissions;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request that was let in, or may be once it is whole, and whose body is on its way. Confined to the connection's
 * loop. The body is kept on the heap as it comes, so that what a length promises costs nothing.
 */
final class Incoming {
    private static final int FIRST_BODY_BYTES = 512;

    private final Exchange exchange;
    private final HttpRequest head;
    private final @Nullable Permissions permissions;
    private ByteBuf body = Unpooled.EMPTY_BUFFER;

    /** @param permissions of whoever sent it; {@code null} while it is not known who that is */
    Incoming(Exchange exchange, HttpRequest head, @Nullable Permissions permissions) {
        this.exchange = exchange;
        this.head = head;
        this.permissions = permissions;
    }

    /** Some of the body; borrowed. Answers what is wrong with it, or {@code null}. */
    @Nullable
    Declined add(HttpContent content, HttpTerms terms) {
        if (content.decoderResult().isFailure()) {
            return Declined.invalid("body: not readable (expected: chunks, or as long as announced)");
        }
        int size = content.content().readableBytes();
        if (body.readableBytes() + size > terms.maxBodyBytes()) {
            return RequestHead.bodyTooLarge(terms);
        }
        if (size > 0) {
            if (!body.isReadable()) {
                body = Unpooled.buffer(Math.max(FIRST_BODY_BYTES, size));
            }
            body.writeBytes(content.content());
        }
        return null;
    }

    /** All of it is here; {@code null} where its target is none. */
    @Nullable
    Request whole() {
        Target target = Target.of(head.uri());
        return target == null ? null : new Request(head.method(), target, head.headers(), body);
    }

    Exchange exchange() {
        return exchange;
    }

    HttpRequest head() {
        return head;
    }

    /** Of whoever sent it; it is whole now. */
    Verdict judged(Identity identity) {
        return permissions == null ? identity.ofWhole(head, body) : new Verdict.LetIn(permissions);
    }
}
