package io.gatehouse.transport;

import io.gatehouse.loop.Loop;
import io.gatehouse.loop.Loop.Timer;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches that a packet that was begun is finished. A client that sends a byte now and then keeps its keep-alive and
 * our buffer; this takes both. Confined to the connection's loop.
 *
 * <p>Costs nothing where packets come whole, which is nearly always: the timer is set when a read leaves a part of one,
 * and looks when it fires whether it is still that packet.
 */
final class PacketDeadline {
    private final Loop loop;
    private final long limitNanos;
    private final LongSupplier underWay;
    private final BooleanSupplier isRead;
    private final Runnable expired;
    private long watched; // number of the packet
    private long sinceNanos;
    private @Nullable Timer timer;

    /**
     * @param underWay the number of the packet that has begun and is not finished, 0 for none
     * @param isRead false while we do not read: what does not come then is not the client's fault
     */
    PacketDeadline(Loop loop, long limitNanos, LongSupplier underWay, BooleanSupplier isRead, Runnable expired) {
        this.loop = loop;
        this.limitNanos = limitNanos;
        this.underWay = underWay;
        this.isRead = isRead;
        this.expired = expired;
    }

    /** A read is over. */
    void heard() {
        long packet = underWay.getAsLong();
        if (packet != watched) {
            watched = packet;
            sinceNanos = packet == 0 ? 0 : loop.clock().monotonicNanos();
            if (packet != 0 && timer == null) {
                timer = loop.schedule(limitNanos, TimeUnit.NANOSECONDS, this::look);
            }
        }
    }

    private void look() {
        timer = null;
        if (watched == 0) {
            return;
        }
        if (!isRead.getAsBoolean()) {
            sinceNanos = loop.clock().monotonicNanos();
        }
        long left = sinceNanos + limitNanos - loop.clock().monotonicNanos();
        if (left <= 0) {
            expired.run();
        } else {
            timer = loop.schedule(left, TimeUnit.NANOSECONDS, this::look);
        }
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
