package io.gatehouse.transport.http;

import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.loop.DiskReaders;
import io.gatehouse.loop.Loop;
import io.gatehouse.metrics.LoopCounters;
import io.gatehouse.policy.Permissions;
import io.gatehouse.reason.Reason;
import io.gatehouse.routing.Router;
import io.gatehouse.transport.http.Routes.Route;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One connection of requests, from the end of its TLS handshake to its close, or until it becomes a WebSocket. Confined
 * to the channel's loop, on which it stays: there is no session to be near to.
 *
 * <pre>
 *          ┌─────── answered ◄─ asked ───────┐
 *          ▼                                 │
 *   HEAD ─ head, and let in ─► BODY ─ end of the body
 *    │                          │
 *    └── not let in, too large, not readable ──► LAST ── answer written ──► CLOSED
 * </pre>
 *
 * <p>Who is let in is judged by every head, or by every whole request where it is signed, before anything else is asked
 * of it: who is not gets one answer, and the connection ends. What is let in but cannot be done is answered, and the
 * connection goes on.
 *
 * <p>Bounds: the head and the body in bytes, the requests in progress in number ({@link HttpTerms}); beyond, nothing is
 * decoded and nothing read.
 */
public final class HttpConnection extends ChannelInboundHandlerAdapter {
    private static final Log log = Log.of(HttpConnection.class);

    private enum State {
        HEAD,
        BODY,
        /** No more requests are taken; what comes is thrown away. */
        LAST,
        CLOSED
    }

    private final DataPlane plane;
    private final Caller caller;
    private final Offer offer;
    private final Loop loop;
    private final LoopCounters counters;
    private final Upgrade upgrade;
    private final Place place;
    private final RequestDecoder decoder;
    private final Answers answers;
    private final Deadline deadline;
    private final Deque<Exchange> exchanges = new ArrayDeque<>(2);

    private State state = State.HEAD;
    private @Nullable ChannelHandlerContext channel;
    private boolean inRead;
    private boolean congested; // a loop that receives its messages falls behind
    private boolean cutShort; // something of the last request was not read
    private int appends;

    private @Nullable Incoming incoming; // in State.BODY

    /** What is no publish: nothing is taken before it is answered. */
    private @Nullable Exchange alone;
    /** And what it does, until it has begun. */
    private @Nullable Runnable waiting;

    private HttpConnection(DataPlane plane, Caller caller, Offer offer, Loop loop, Upgrade upgrade, Place place) {
        this.plane = plane;
        this.caller = caller;
        this.offer = offer;
        this.loop = loop;
        this.counters = plane.metrics().loop(loop.index());
        this.upgrade = upgrade;
        this.place = place;
        this.decoder = new RequestDecoder(plane.terms());
        this.answers = new Answers(plane.metrics().http(), loop);
        this.deadline = new Deadline(loop);
    }

    /**
     * Puts it at the end of a pipeline.
     *
     * @param upgrade never called where {@code offer} has no WebSockets, or nobody is let in
     */
    public static HttpConnection addTo(
            ChannelPipeline pipeline,
            DataPlane plane,
            Caller caller,
            Offer offer,
            Loop loop,
            Upgrade upgrade,
            Place place) {
        HttpConnection connection = new HttpConnection(plane, caller, offer, loop, upgrade, place);
        pipeline.addLast(connection.decoder, connection.answers, connection);
        return connection;
    }

    // ---- the channel

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        channel = added;
        Duration within = plane.terms().firstHead();
        deadline.set(within, () -> late("no request within " + within));
    }

    @Override
    public void channelRead(ChannelHandlerContext ignored, Object message) {
        inRead = true;
        try {
            if (message instanceof HttpRequest request && state == State.HEAD) {
                onHead(request);
            }
            if (message instanceof HttpContent content && state == State.BODY) {
                onContent(content);
            }
        } finally {
            inRead = false;
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ignored) {
        adjustReading();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ignored) {
        gone();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        gone();
    }

    private void gone() {
        if (state != State.CLOSED) {
            state = State.CLOSED;
            deadline.stop();
            exchanges.clear();
            place.left();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ignored, Throwable cause) {
        Declined violation = Declined.ofTls(channel().channel(), cause);
        if (violation != null) {
            refused(violation);
        } else if (!(cause instanceof IOException) && !(cause.getCause() instanceof SSLException)) {
            defect(cause);
        }
        close();
    }

    private void defect(Throwable cause) {
        log.at(Event.CLIENT_DEFECT)
                .setCause(cause)
                .addKeyValue("peer", caller.client().peer())
                .log("a defect ended this request; the others go on");
    }

    /** The broker stops: what is in progress is answered, and nothing more is taken. */
    public void turnAway() {
        Exchange newest = exchanges.peekLast();
        if (newest == null || state == State.BODY) {
            close();
        } else if (state == State.HEAD) {
            newest.lastOne();
            deadline.clear();
        }
        state = state == State.CLOSED ? State.CLOSED : State.LAST;
    }

    /** Rights of these certificates changed. Who would not be let in any more is put out now, and not when he asks. */
    public void rightsChanged(Set<String> certificateIds) {
        Declined withdrawn = state == State.LAST || state == State.CLOSED ? null : caller.withdrawn(certificateIds);
        if (withdrawn != null) {
            refused(withdrawn);
            turnAway();
        }
    }

    /** A limit on who is not let in yet was reached: this one goes, unanswered. */
    public void refuse(Reason reason, String detail) {
        refused(new Declined(reason, Fault.FORBIDDEN, detail));
        close();
    }

    // ---- what is read

    private void onHead(HttpRequest request) {
        boolean http10 = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        Exchange exchange = new Exchange(
                this,
                loop.clock().monotonicNanos(),
                http10,
                HttpUtil.isKeepAlive(request),
                request.method().equals(HttpMethod.HEAD));
        exchanges.add(exchange);
        Declined unreadable = RequestHead.problem(request, plane.terms());
        if (unreadable != null) {
            end(exchange, unreadable);
            return;
        }
        switch (caller.identity().ofHead(request)) {
            case Verdict.TurnedAway(Declined declined) -> end(exchange, declined);
            case Verdict.LetIn(Permissions permissions) -> {
                place.admitted();
                expectBody(new Incoming(exchange, request, permissions));
            }
            case null -> expectBody(new Incoming(exchange, request, null));
        }
    }

    private void expectBody(Incoming begun) {
        incoming = begun;
        state = State.BODY;
        Duration within = plane.terms().body();
        deadline.set(within, () -> late("no end of the body within " + within));
        begun.exchange().expectContinue(HttpUtil.is100ContinueExpected(begun.head()));
        sendContinue();
    }

    /** The interim answer is the client's cue for the body; it must not come before the answers of earlier requests. */
    private void sendContinue() {
        Exchange next = exchanges.peek();
        if (next != null && next.answer() == null && next.expectsContinue()) {
            next.expectContinue(false);
            answers.writeContinue(channel());
        }
    }

    private void onContent(HttpContent content) {
        Incoming request = Objects.requireNonNull(incoming, "content: without a head");
        Declined declined = request.add(content, plane.terms());
        if (declined != null) {
            end(request.exchange(), declined);
        } else if (content instanceof LastHttpContent) {
            onEnd(request);
        }
    }

    private void onEnd(Incoming whole) {
        Exchange exchange = whole.exchange();
        switch (whole.judged(caller.identity())) {
            case Verdict.TurnedAway(Declined declined) -> end(exchange, declined);
            case Verdict.LetIn(Permissions permissions) -> {
                place.admitted();
                take(whole, permissions, exchange);
            }
        }
    }

    private void take(Incoming whole, Permissions permissions, Exchange exchange) {
        state = exchange.keepsAlive() ? State.HEAD : State.LAST;
        incoming = null;
        deadline.clear();
        exchange.expectContinue(false);
        Request request = whole.whole();
        if (request == null) {
            exchange.decline(Declined.invalid("target: not readable (expected: a path, well encoded)"));
        } else {
            perform(request, permissions, exchange);
        }
        adjustReading();
    }

    /**
     * Publishes follow each other into the log without waiting for one another's answer. Anything else begins when all
     * before it are answered, and nothing behind it before it is: requests that change something are not to be done
     * side by side (RFC 9112 section 9.3.2).
     */
    private void perform(Request request, Permissions permissions, Exchange exchange) {
        Route route = isUpgrade(request)
                ? Routes.UPGRADE
                : offer.requests() ? plane.routes().of(request) : Routes.NOTHING;
        exchange.begins(route.title());
        if (route.isPublish()) {
            guarded(exchange, () -> route.perform(request, permissions, exchange));
        } else {
            alone = exchange;
            waiting = isUpgrade(request)
                    ? () -> upgrade(request, exchange)
                    : () -> route.perform(request, permissions, exchange);
            beginAlone();
        }
    }

    private boolean isUpgrade(Request request) {
        return offer.webSockets() && request.target().path().equals(WebSocketHandshake.PATH);
    }

    private void beginAlone() {
        Exchange next = alone;
        Runnable step = waiting;
        if (next != null && step != null && exchanges.peek() == next) {
            waiting = null;
            guarded(next, step);
        }
    }

    /** A defect of ours is the answer to this request, and harms no other. */
    void guarded(Exchange exchange, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException failure) {
            defect(failure);
            exchange.decline(new Declined(Reason.SERVER_DEFECT, Fault.INTERNAL, String.valueOf(failure)));
        }
    }

    // ---- the ends of a request

    /** The request is refused, and nothing more is read of this peer. */
    private void end(Exchange exchange, Declined declined) {
        state = State.LAST;
        incoming = null;
        cutShort = true;
        deadline.clear();
        exchange.declineAndEnd(declined);
    }

    private void late(String detail) {
        Declined declined = new Declined(Reason.REQUEST_TIMEOUT, Fault.TIMEOUT, detail);
        Incoming request = incoming;
        if (state == State.BODY && request != null) {
            end(request.exchange(), declined);
        } else {
            refused(declined); // nothing was asked that could be answered
            close();
        }
    }

    void refused(Declined declined) {
        plane.refusals()
                .refused(
                        declined.reason(),
                        caller.client(),
                        () -> declined.facts().with(caller.certificate().get()));
    }

    /** One of the exchanges has its answer: writes what may leave now. */
    void answered() {
        for (Exchange next = exchanges.peek(); next != null && next.answer() != null; next = exchanges.peek()) {
            if (state == State.CLOSED) {
                return;
            }
            exchanges.remove();
            answers.write(channel(), next);
            if (!next.keepsAlive()) {
                finish();
                return;
            }
        }
        if (state == State.CLOSED) {
            return;
        }
        if (alone != null && alone.answer() != null) {
            alone = null;
        }
        sendContinue();
        beginAlone();
        if (exchanges.isEmpty() && state == State.HEAD) {
            deadline.set(plane.terms().nextHead(), this::close); // idle, which is no fault
        }
        adjustReading();
    }

    /**
     * The last answer is written. Who was cut short gets the time to read it: a socket closed on unread octets resets.
     */
    private void finish() {
        state = State.LAST;
        exchanges.clear();
        if (cutShort) {
            channel().flush();
            channel().channel().config().setAutoRead(true);
            decoder.discard();
            deadline.set(plane.terms().farewell(), this::close);
        } else {
            var _ = channel().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private void close() {
        var _ = channel().close();
    }

    private void adjustReading() {
        if (state != State.HEAD) {
            return; // a body is read to its end, and what is thrown away too
        }
        boolean room = alone == null && exchanges.size() < plane.terms().maxInProgress();
        boolean read = room && !congested && channel().channel().isWritable();
        channel().channel().config().setAutoRead(read);
        if (!read) {
            decoder.pause();
        } else if (inRead) {
            decoder.goOn();
        } else {
            decoder.resume();
        }
    }

    // ---- the WebSocket

    private void upgrade(Request request, Exchange exchange) {
        switch (WebSocketHandshake.of(request)) {
            case WebSocketHandshake.Failed(Declined declined) -> exchange.decline(declined);
            case WebSocketHandshake.Agreed agreed -> {
                answers.writeUpgrade(channel(), exchange, agreed);
                channel().channel().config().setAutoRead(true);
                ChannelPipeline pipeline = channel().pipeline();
                pipeline.addLast(WebSocketFrames.of(plane.terms()));
                gone(); // whoever comes next counts itself
                upgrade.addMqtt(pipeline);
                pipeline.remove(this);
                pipeline.remove(answers);
                pipeline.remove(decoder); // passes on what it has read beyond
            }
        }
    }

    // ---- what operations ask

    Loop loop() {
        return loop;
    }

    LoopCounters counters() {
        return counters;
    }

    String publisherId() {
        return caller.publisherId();
    }

    boolean words() {
        return plane.terms().reasonStrings();
    }

    /** An earlier message of this connection is on its way through the log. */
    boolean isAppending() {
        return appends > 0;
    }

    void appendBegins() {
        appends++;
    }

    void appendEnds() {
        appends--;
    }

    DiskReaders readers() {
        return plane.readers();
    }

    /** A receiving loop falls behind: no more is read until it has caught up. */
    void pauseReading(Router router) {
        if (!congested) {
            congested = true;
            router.whenRelieved(loop, () -> {
                congested = false;
                adjustReading();
            });
        }
    }

    private ChannelHandlerContext channel() {
        return Objects.requireNonNull(channel, "connection: not in a pipeline");
    }
}
