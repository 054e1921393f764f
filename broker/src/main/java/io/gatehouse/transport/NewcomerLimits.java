package io.gatehouse.transport;

import io.gatehouse.config.NewcomerSettings;
import io.gatehouse.loop.Clock;
import io.gatehouse.loop.TokenBucket;
import io.gatehouse.reason.Reason;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What all newcomers together, and each address, may take: places, connections a second, handshakes a second, bytes.
 * One for the process, so that a flood cannot be spread over listeners. Any thread.
 *
 * <p>A newcomer holds a {@link Place} from its accept until its CONNECT is admitted or its socket closed. When the last
 * place is taken the listeners stop accepting ({@link AcceptGate}): who waits, waits in the kernel's queue of accepted
 * connections, which is bounded, costs this process nothing, and keeps its order.
 *
 * <p>Bytes: every newcomer has an even share that nobody can take from it; what goes beyond comes out of one pot, first
 * come, first served. So all together are below {@code max-bytes} at any time, and those who fill the pot fill it for
 * each other: a device whose handshake and CONNECT fit into its share never asks it.
 */
final class NewcomerLimits {
    /** Of every rate of newcomers: twice as many as in a second may come at once. */
    static final Duration BURST = Duration.ofSeconds(2);

    /**
     * Accepted connections that no loop has taken up yet. More would only wait there instead of in the kernel, behind
     * which the loops are busy already.
     */
    private static final int MAX_ARRIVING = 128;

    /** One newcomer's. Its bytes are confined to the channel's loop. */
    static final class Place {
        private AddressTable.@Nullable Entry address;
        private long bytes;
        private long beyondShare; // of the bytes
        private boolean left;

        private Place() {}
    }

    private static final Excess CONNECTS =
            new Excess(Reason.CONNECT_RATE_EXCEEDED, "connections a second: above newcomers.max-connect-rate");

    private static final Excess HANDSHAKES =
            new Excess(Reason.HANDSHAKE_RATE_EXCEEDED, "handshakes a second: above newcomers.max-handshake-rate");

    private static final Excess ADDRESS_CONNECTS = new Excess(
            Reason.ADDRESS_RATE_EXCEEDED,
            "connections a second of this address: above newcomers.max-connect-rate-per-address");

    private static final Excess ADDRESS_HANDSHAKES = new Excess(
            Reason.ADDRESS_RATE_EXCEEDED,
            "handshakes a second of this address: above newcomers.max-handshake-rate-per-address");

    private final TokenBucket connects;
    private final TokenBucket handshakes;
    private final AddressTable addresses;
    private final AtomicInteger here = new AtomicInteger();
    private final AtomicInteger arriving = new AtomicInteger();
    private final AtomicLong pot = new AtomicLong(); // bytes beyond the shares
    private final LongAdder bytes = new LongAdder();
    private final LongAdder pauses = new LongAdder();
    private final List<Runnable> waiting = new CopyOnWriteArrayList<>();

    private volatile NewcomerBounds bounds;

    NewcomerLimits(NewcomerSettings settings, Clock clock) {
        this.bounds = NewcomerBounds.of(settings);
        this.connects = new TokenBucket(clock, BURST);
        this.handshakes = new TokenBucket(clock, BURST);
        this.addresses = new AddressTable(clock);
    }

    NewcomerSettings settings() {
        return bounds.settings();
    }

    /**
     * Other settings from now on. Newcomers that are here keep their places: where these are more than there may be
     * now, nobody is accepted until enough have left.
     */
    void change(NewcomerSettings settings) {
        bounds = NewcomerBounds.of(settings);
        waiting.forEach(Runnable::run);
    }

    /** A connection was accepted. The place is given back with {@link #leave}, whatever becomes of the connection. */
    Place accepted() {
        here.incrementAndGet();
        return new Place();
    }

    /** A newcomer is on its way to a loop. */
    void sent() {
        arriving.incrementAndGet();
    }

    /** A loop has taken up one that was {@link #sent}, or it was closed on the way. */
    void arrived() {
        if (arriving.decrementAndGet() == MAX_ARRIVING / 2) { // not at the first: pausing and going on cost a call each
            waiting.forEach(Runnable::run);
        }
    }

    /** Takes a connection from what all may have a second. */
    @Nullable
    Excess connect() {
        return connects.take(settings().maxConnectRate()) ? null : CONNECTS;
    }

    /** Says where a newcomer comes from; once, as soon as it is known. */
    @Nullable
    Excess connect(Place place, InetAddress from) {
        NewcomerBounds now = bounds;
        AddressTable.Entry entry = addresses.enter(from, now.settings().maxPerAddress());
        if (entry == null) {
            return now.addressLimit();
        }
        place.address = entry;
        return entry.connects.take(now.settings().maxConnectRatePerAddress()) ? null : ADDRESS_CONNECTS;
    }

    /** The first byte of a handshake came. The address is asked first: who is held by it costs the others nothing. */
    @Nullable
    Excess handshake(Place place) {
        NewcomerSettings now = settings();
        if (place.address != null && !place.address.handshakes.take(now.maxHandshakeRatePerAddress())) {
            return ADDRESS_HANDSHAKES;
        }
        return handshakes.take(now.maxHandshakeRate()) ? null : HANDSHAKES;
    }

    /** Bytes came from a newcomer. On its channel's loop. */
    @Nullable
    Excess read(Place place, int count) {
        NewcomerBounds now = bounds;
        place.bytes += count; // counted even when it is refused: it is given back with the rest
        bytes.add(count);
        long beyond = Math.max(0, place.bytes - now.shareBytes());
        long more = beyond - place.beyondShare; // or less, when the shares have become larger
        if (more == 0) {
            return null;
        }
        place.beyondShare = beyond;
        return pot.addAndGet(more) <= now.potBytes() || more < 0 ? null : now.bytesLimit();
    }

    /** Admitted, refused or gone. On the channel's loop, or before it has one; no effect the second time. */
    void leave(Place place) {
        if (place.left) {
            return;
        }
        place.left = true;
        if (place.address != null) {
            addresses.leave(place.address, settings().maxAddresses());
        }
        pot.addAndGet(-place.beyondShare);
        bytes.add(-place.bytes);
        if (here.decrementAndGet() == bounds.roomAt()) {
            waiting.forEach(Runnable::run);
        }
    }

    /** Somebody has been here for longer than the short time. */
    @Nullable
    Excess overdue() {
        NewcomerBounds now = bounds;
        return here.get() < now.crowdedAt() ? null : now.crowded();
    }

    /** The loops are behind with those that were accepted. */
    boolean behind() {
        return arriving.get() >= MAX_ARRIVING;
    }

    /** Every place is taken. */
    boolean full() {
        return here.get() >= settings().maxAtOnce();
    }

    /** Memory is free again: listeners look whether they may go on. Any thread. */
    void roomAgain() {
        waiting.forEach(Runnable::run);
    }

    /** Runs {@code task} when places become free again, or the loops have caught up; on the thread that made room. */
    void whenRoom(Runnable task) {
        waiting.add(task);
    }

    /** A listener stopped accepting. */
    void paused() {
        pauses.increment();
    }

    long newcomers() {
        return here.get();
    }

    long bytes() {
        return bytes.sum();
    }

    long addresses() {
        return addresses.size();
    }

    long pauses() {
        return pauses.sum();
    }
}
