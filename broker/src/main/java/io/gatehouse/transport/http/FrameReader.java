package io.gatehouse.transport.http;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Takes the frames of a WebSocket apart (RFC 6455 section 5), whatever pieces they come in. Confined to the channel's
 * loop.
 *
 * <p>MQTT knows no messages of a WebSocket, only the octets in them [MQTT-6.0.0-2]. So the octets of a data frame are
 * handed on as they come, unmasked where they lie: nothing is put together, and nothing waits for the end of a frame.
 * What is kept between two reads is a frame's head and the at most 125 octets of a control frame.
 *
 * <p>A violation is thrown once; what comes after it, or after a Close frame, is not read any more.
 */
final class FrameReader {
    static final int NORMAL = 1000;
    static final int GOING_AWAY = 1001;
    static final int PROTOCOL_ERROR = 1002;
    static final int UNSUPPORTED_DATA = 1003;
    static final int NO_STATUS = 1005;
    static final int INVALID_TEXT = 1007;
    static final int POLICY_VIOLATION = 1008;
    static final int TOO_LARGE = 1009;
    static final int SERVER_ERROR = 1011;

    private static final int CONTINUATION = 0x0;
    private static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xA;

    static final int FINAL = 0x80;
    private static final int RESERVED = 0x70;
    private static final int OPCODE = 0x0F;
    private static final int MASKED = 0x80;
    private static final int LENGTH = 0x7F;
    private static final int CONTROL = 0x8;
    private static final int MOST_CONTROL_BYTES = 125;
    private static final int MASK_BYTES = 4;
    private static final int TWO_BYTES_FOLLOW = 126;
    private static final int EIGHT_BYTES_FOLLOW = 127;

    /** What is in the frames, in their order. */
    interface Sink {
        /** Octets of MQTT; the receiver owns them. */
        void data(ByteBuf octets);

        /** @param payload to be sent back */
        void ping(byte[] payload);

        /** @param status as sent, or {@link #NO_STATUS} */
        void closed(int status);
    }

    private final int maxFrameBytes;
    private final byte[] head = new byte[14];
    private int headBytes; // read so far
    private int headLength = 2; // as far as is known
    private int opcode;
    private boolean last;
    private boolean inMessage; // a data frame that is not the last one came before
    private int remaining; // of the frame's payload; -1 while its head is read
    private int mask;
    private int maskOffset;
    private final byte[] control = new byte[MOST_CONTROL_BYTES];
    private int controlBytes;
    private boolean finished;

    /** @param maxFrameBytes of payload */
    FrameReader(int maxFrameBytes) {
        this.maxFrameBytes = maxFrameBytes;
        this.remaining = -1;
    }

    /**
     * Reads all that is there.
     *
     * @param in borrowed, and changed: its payloads are unmasked in place
     * @throws WebSocketViolation the peer broke the protocol
     */
    void read(ByteBuf in, Sink sink) {
        while (in.isReadable() && !finished) {
            if (remaining < 0) {
                readHead(in);
            }
            if (remaining >= 0) {
                readPayload(in, sink);
            }
        }
        if (finished) {
            in.skipBytes(in.readableBytes());
        }
    }

    private void readHead(ByteBuf in) {
        while (in.isReadable()) {
            head[headBytes++] = in.readByte();
            if (headBytes == 2) {
                headLength = judgeStart(head[0], head[1]);
            }
            if (headBytes == headLength) {
                beginPayload();
                return;
            }
        }
    }

    /** Of the first two octets. Returns the length of the head. */
    private int judgeStart(int first, int second) {
        if ((first & RESERVED) != 0) {
            throw violation(PROTOCOL_ERROR, "reserved bits: set (expected: none, no extension was agreed)");
        }
        opcode = first & OPCODE;
        last = (first & FINAL) != 0;
        int length = second & LENGTH;
        switch (opcode) {
            case TEXT -> throw violation(UNSUPPORTED_DATA, "frame: text (expected: binary)"); // [MQTT-6.0.0-1]
            case CONTINUATION -> {
                if (!inMessage) {
                    throw violation(PROTOCOL_ERROR, "frame: a continuation (expected: of a message that has begun)");
                }
            }
            case BINARY -> {
                if (inMessage) {
                    throw violation(PROTOCOL_ERROR, "frame: a new message (expected: the rest of the one before)");
                }
            }
            case CLOSE, PING, PONG -> {
                if (!last || length > MOST_CONTROL_BYTES) { // section 5.5
                    throw violation(
                            PROTOCOL_ERROR, "control frame: in parts or too long (expected: one, of 125 bytes)");
                }
            }
            default -> throw violation(PROTOCOL_ERROR, "opcode: " + opcode + " (expected: one of section 5.2)");
        }
        if ((second & MASKED) == 0) { // section 5.1
            throw violation(PROTOCOL_ERROR, "frame: not masked (expected: masked, from a client)");
        }
        int more = length == EIGHT_BYTES_FOLLOW ? Long.BYTES : length == TWO_BYTES_FOLLOW ? Short.BYTES : 0;
        return 2 + more + MASK_BYTES;
    }

    private void beginPayload() {
        ByteBuffer read = ByteBuffer.wrap(head, 1, headLength - 1);
        int start = read.get() & LENGTH;
        long length = switch (start) {
            case TWO_BYTES_FOLLOW -> Short.toUnsignedLong(read.getShort());
            case EIGHT_BYTES_FOLLOW -> read.getLong();
            default -> start;
        };
        boolean shortest = start < TWO_BYTES_FOLLOW
                || (start == TWO_BYTES_FOLLOW ? length >= TWO_BYTES_FOLLOW : length < 0 || length > 0xFFFF);
        if (!shortest || length < 0) { // section 5.2
            throw violation(PROTOCOL_ERROR, "payload length: not in its shortest form (expected: the fewest bytes)");
        }
        if (length > maxFrameBytes) {
            throw violation(TOO_LARGE, "frame: " + length + " bytes (expected: at most " + maxFrameBytes + ")");
        }
        mask = read.getInt();
        maskOffset = 0;
        remaining = (int) length;
        controlBytes = 0;
        headBytes = 0;
        headLength = 2;
        if (opcode < CONTROL) {
            inMessage = !last;
        }
    }

    private void readPayload(ByteBuf in, Sink sink) {
        int size = Math.min(remaining, in.readableBytes());
        unmask(in, in.readerIndex(), size);
        remaining -= size;
        if (opcode < CONTROL) {
            if (size > 0) {
                sink.data(in.readRetainedSlice(size));
            }
        } else {
            in.readBytes(control, controlBytes, size);
            controlBytes += size;
            if (remaining == 0) {
                onControl(sink);
            }
        }
        if (remaining == 0) {
            remaining = -1;
        }
    }

    private void onControl(Sink sink) {
        switch (opcode) {
            case PING -> sink.ping(Arrays.copyOf(control, controlBytes));
            case CLOSE -> {
                finished = true;
                sink.closed(closeStatus());
            }
            default -> {} // a Pong that nobody asked for needs no answer (section 5.5.3)
        }
    }

    private int closeStatus() {
        if (controlBytes == 0) {
            return NO_STATUS;
        }
        if (controlBytes == 1) {
            throw violation(PROTOCOL_ERROR, "close: half a status (expected: two bytes)");
        }
        ByteBuffer payload = ByteBuffer.wrap(control, 0, controlBytes);
        int status = Short.toUnsignedInt(payload.getShort());
        if (!isStatus(status)) {
            throw violation(PROTOCOL_ERROR, "close status: " + status + " (expected: one of section 7.4)");
        }
        try {
            var _ = StandardCharsets.UTF_8.newDecoder().decode(payload);
        } catch (CharacterCodingException notUtf8) {
            throw violation(INVALID_TEXT, "close reason: not UTF-8 (expected: UTF-8)");
        }
        return status;
    }

    /** What may stand in a Close frame: defined by the text, registered, or of applications. */
    private static boolean isStatus(int status) {
        return (status >= NORMAL && status <= UNSUPPORTED_DATA)
                || (status >= INVALID_TEXT && status <= 1014)
                || (status >= 3000 && status <= 4999);
    }

    /** Section 5.3, eight octets at a time. */
    private void unmask(ByteBuf in, int from, int size) {
        int rotated = Integer.rotateLeft(mask, maskOffset * Byte.SIZE);
        long wide = (rotated & 0xFFFF_FFFFL) << Integer.SIZE | (rotated & 0xFFFF_FFFFL);
        int at = from;
        int end = from + size;
        for (; end - at >= Long.BYTES; at += Long.BYTES) {
            in.setLong(at, in.getLong(at) ^ wide);
        }
        for (int shift = 24; at < end; at++, shift -= Byte.SIZE) {
            in.setByte(at, in.getByte(at) ^ (rotated >>> (shift & 31)));
        }
        maskOffset = (maskOffset + size) & 3;
    }

    private WebSocketViolation violation(int status, String detail) {
        finished = true;
        return new WebSocketViolation(status, detail);
    }
}
