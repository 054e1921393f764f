package io.gatehouse.tls;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One record of what was sent (RFC 5246 section 6.2, RFC 8446 section 5.1).
 *
 * @param number its place behind the ChangeCipherSpec of its sender, which in TLS 1.2 is its sequence number; -1 before
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TlsRecord(int type, byte[] fragment, int number) {
    static final int HEADER_BYTES = 5;

    static final int CHANGE_CIPHER_SPEC = 20;
    static final int HANDSHAKE = 22;
    static final int APPLICATION_DATA = 23;

    /** @param sent by one side, whole records */
    static List<TlsRecord> split(byte[] sent) {
        List<TlsRecord> records = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(sent);
        int number = -1;
        while (in.hasRemaining()) {
            int type = in.get();
            in.getShort(); // version
            byte[] fragment = new byte[Short.toUnsignedInt(in.getShort())];
            in.get(fragment);
            boolean plain = number < 0;
            records.add(new TlsRecord(type, fragment, plain ? -1 : number++));
            if (type == CHANGE_CIPHER_SPEC && plain) {
                number = 0;
            }
        }
        return records;
    }
}
