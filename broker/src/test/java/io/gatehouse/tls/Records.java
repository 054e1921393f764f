package io.gatehouse.tls;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** TLS records cut other than their sender cut them. */
final class Records {
    private static final int RECORD_HEADER = 5;

    private Records() {}

    static byte[] payload(byte[] record) {
        return Arrays.copyOfRange(record, RECORD_HEADER, record.length);
    }

    static byte[] twoRecords(byte[] record, int at) {
        byte[] payload = payload(record);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(recordOf(Arrays.copyOf(payload, at)));
        out.writeBytes(recordOf(Arrays.copyOfRange(payload, at, payload.length)));
        return out.toByteArray();
    }

    static byte[] recordsOf(int size, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = 0; at < payload.length; at += size) {
            out.writeBytes(recordOf(Arrays.copyOfRange(payload, at, Math.min(at + size, payload.length))));
        }
        return out.toByteArray();
    }

    private static byte[] recordOf(byte[] payload) {
        byte[] record = new byte[RECORD_HEADER + payload.length];
        record[0] = 22;
        record[1] = 3;
        record[2] = 1;
        record[3] = (byte) (payload.length >> 8);
        record[4] = (byte) payload.length;
        System.arraycopy(payload, 0, record, RECORD_HEADER, payload.length);
        return record;
    }
}
