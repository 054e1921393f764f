package io.gatehouse.tls;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A message of the handshake that was sent unencrypted (RFC 5246 section 7.4).
 *
 * @param whole with its header, as it goes into the transcript
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record HandshakeMessage(int type, byte[] body, byte[] whole) {
    static final int CLIENT_HELLO = 1;
    static final int SERVER_HELLO = 2;
    static final int CERTIFICATE = 11;
    static final int SERVER_KEY_EXCHANGE = 12;
    static final int SERVER_HELLO_DONE = 14;
    static final int CLIENT_KEY_EXCHANGE = 16;

    private static final int HEADER_BYTES = 4;
    private static final int RANDOM_BYTES = 32;

    /** All of one side, up to its ChangeCipherSpec. */
    static List<HandshakeMessage> of(List<TlsRecord> records) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        records.stream()
                .takeWhile(record -> record.type() == TlsRecord.HANDSHAKE)
                .forEach(record -> stream.writeBytes(record.fragment()));
        List<HandshakeMessage> messages = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(stream.toByteArray());
        while (in.hasRemaining()) {
            int header = in.getInt(in.position());
            byte[] whole = new byte[HEADER_BYTES + (header & 0xFFFFFF)];
            in.get(whole);
            byte[] body = new byte[whole.length - HEADER_BYTES];
            System.arraycopy(whole, HEADER_BYTES, body, 0, body.length);
            messages.add(new HandshakeMessage(header >>> 24, body, whole));
        }
        return messages;
    }

    /** Of a ClientHello or ServerHello: behind its version. */
    byte[] random() {
        byte[] random = new byte[RANDOM_BYTES];
        System.arraycopy(body, 2, random, 0, RANDOM_BYTES);
        return random;
    }
}
