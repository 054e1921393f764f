package io.gatehouse.tls;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Takes the unencrypted handshake messages out of the records of one direction, however they are cut (RFC 8446 sections
 * 5.1 and 4), until encryption begins. Looks, and never judges: what makes no sense ends the looking. Of each message
 * as many bytes are held as {@link Reader#wanted} says, and one message at a time. Confined to the channel's loop.
 */
final class PlainMessages {
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;
    private static final int RECORD_HEADER = 5;
    private static final int MESSAGE_HEADER = 4;
    private static final int FIRST_BYTES = 512;
    private static final byte[] NONE = {};

    /** Who is told of the messages. */
    interface Reader {
        /** How many of its first bytes are to be kept for {@link #read}; 0 passes it over. */
        int wanted(int type);

        /**
         * One message, when it is complete.
         *
         * @param start its first bytes without the header, {@code length} of them; not to be kept
         */
        void read(int type, byte[] start, int length);

        /** Whether messages stay unencrypted behind a ChangeCipherSpec: in TLS 1.3 that record means nothing. */
        boolean readsOn();
    }

    private final Reader reader;
    private boolean ended;
    private int recordType;
    private int recordHeaderRead;
    private int recordLeft;
    private int messageType;
    private int messageHeaderRead;
    private int messageLeft;
    private int wanted;
    private int held;
    private byte[] start = NONE;

    PlainMessages(Reader reader) {
        this.reader = reader;
    }

    /** Looks at the readable bytes, and leaves the buffer as it is. */
    void look(ByteBuf buffer) {
        int at = buffer.readerIndex();
        int end = buffer.writerIndex();
        while (at < end && !ended) {
            if (recordHeaderRead < RECORD_HEADER) {
                recordHeader(buffer.getUnsignedByte(at++));
            } else {
                int step = Math.min(recordLeft, end - at);
                if (recordType == HANDSHAKE) {
                    step = message(buffer, at, step);
                }
                at += step;
                recordLeft -= step;
            }
            if (recordHeaderRead == RECORD_HEADER && recordLeft == 0) {
                recordHeaderRead = 0;
            }
        }
    }

    private void recordHeader(int octet) {
        if (recordHeaderRead == 0) {
            recordType = octet;
            boolean passes = octet == HANDSHAKE || octet == ALERT || (octet == CHANGE_CIPHER_SPEC && reader.readsOn());
            if (!passes) {
                end();
            }
        }
        recordLeft = (recordLeft << 8 | octet) & 0xFFFF; // the last two of the five stay
        recordHeaderRead++;
    }

    /**
     * Takes up to {@code available} bytes of handshake messages.
     *
     * @return how many it took, at least one
     */
    private int message(ByteBuf buffer, int at, int available) {
        if (messageHeaderRead < MESSAGE_HEADER) {
            messageHeader(buffer.getUnsignedByte(at));
            return 1;
        }
        int step = Math.min(available, messageLeft);
        int keep = Math.min(step, wanted - held);
        if (keep > 0) {
            if (start.length < held + keep) { // grows with what has come, not with what was announced
                start = Arrays.copyOf(start, Math.min(wanted, Math.max(FIRST_BYTES, 2 * (held + keep))));
            }
            buffer.getBytes(at, start, held, keep);
            held += keep;
        }
        messageLeft -= step;
        if (messageLeft == 0) {
            complete();
        }
        return step;
    }

    private void messageHeader(int octet) {
        if (messageHeaderRead == 0) {
            messageType = octet;
            messageLeft = 0;
        } else {
            messageLeft = messageLeft << 8 | octet;
        }
        messageHeaderRead++;
        if (messageHeaderRead == MESSAGE_HEADER) {
            wanted = Math.min(messageLeft, reader.wanted(messageType));
            held = 0;
            if (messageLeft == 0) {
                complete();
            }
        }
    }

    private void complete() {
        messageHeaderRead = 0;
        if (wanted > 0) {
            reader.read(messageType, start, held);
        }
    }

    private void end() {
        ended = true;
        start = NONE;
    }
}
