package io.gatehouse.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * The application's bytes, and the only type that carries a {@link ByteBuf} between packages.
 *
 * <p><b>The one ownership rule.</b> A method borrows; whoever keeps a payload past its return calls {@link #share()}
 * and closes it later. What is kept longer than a loop turn is {@link #detached()} first, so that a slice of 20 bytes
 * does not pin a receive buffer of 64 KiB.
 *
 * <p>Counting is thread-safe; the bytes are never written to after construction, and no reader moves the indices.
 */
public final class Payload implements AutoCloseable {
    private static final Payload EMPTY = new Payload(Unpooled.EMPTY_BUFFER);

    private final ByteBuf bytes;

    private Payload(ByteBuf bytes) {
        this.bytes = bytes;
    }

    /** Takes over the caller's reference to {@code bytes}. */
    public static Payload of(ByteBuf bytes) {
        return bytes.isReadable() ? new Payload(bytes) : emptyInsteadOf(bytes);
    }

    /** A heap copy of {@code bytes}. */
    public static Payload copyOf(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new Payload(Unpooled.wrappedBuffer(bytes.clone()));
    }

    public static Payload empty() {
        return EMPTY;
    }

    private static Payload emptyInsteadOf(ByteBuf bytes) {
        bytes.release();
        return EMPTY;
    }

    /** The bytes, borrowed: read them by index ({@code getBytes}, {@code readableBytes}), never move the indices. */
    public ByteBuf bytes() {
        return bytes;
    }

    public int size() {
        return bytes.readableBytes();
    }

    public boolean isEmpty() {
        return size() == 0;
    }

    public byte[] toByteArray() {
        byte[] copy = new byte[size()];
        bytes.getBytes(bytes.readerIndex(), copy);
        return copy;
    }

    /** Appends the bytes to {@code out}. */
    public void copyTo(ByteBuf out) {
        // Asked of the source and not of the target: out.writeBytes(bytes) makes two NIO buffers for each call where
        // the source is a slice or lies on the heap, and ours is always one of them.
        out.ensureWritable(size());
        bytes.getBytes(bytes.readerIndex(), out, size());
    }

    /** One more owner; returns this. */
    public Payload share() {
        bytes.retain();
        return this;
    }

    /** Ends one ownership. */
    @Override
    public void close() {
        bytes.release();
    }

    /** A heap copy that pins nothing. The caller owns it; this payload keeps its own owners. */
    public Payload detached() {
        return isEmpty() ? EMPTY : new Payload(Unpooled.wrappedBuffer(toByteArray()));
    }

    @Override
    public String toString() {
        // Never the bytes: payloads do not reach logs.
        return "Payload[" + size() + " bytes]";
    }
}
