package io.gatehouse.engine.rocks;

import static io.gatehouse.engine.rocks.ColumnFamily.TOPIC;

/**
 * Neighbouring topics of one piece, and where they are, in one value. Written once, when the piece is complete.
 *
 * <pre>
 * each topic: length with its end (varint), topic, 0x00, length of what follows (varint),
 *             each place in the piece, less the one before it (varint)
 * </pre>
 */
final class IndexPage {
    private static final int FULL_BYTES = 4096;
    private static final int KEPT_BYTES = 256 * 1024;
    private static final byte[] NOTHING = new byte[0];

    private final BytesIn in;
    private byte[] ended = NOTHING;
    private int placesAt;
    private int placesEnd;

    /** Stands before its first topic. */
    IndexPage(byte[] value) {
        this.in = new BytesIn(value, 0);
    }

    /** Takes topics in, in their order. */
    static final class Filling {
        private final BytesOut bytes = new BytesOut(2 * FULL_BYTES, KEPT_BYTES);
        private final BytesOut distances = new BytesOut(FULL_BYTES, KEPT_BYTES);
        private byte[] last = NOTHING;

        void add(byte[] endedTopic, int[] places) {
            distances.clear();
            int before = 0;
            for (int place : places) {
                distances.addNumber(place - before);
                before = place;
            }
            bytes.addNumber(endedTopic.length);
            bytes.add(endedTopic);
            bytes.addNumber(distances.length());
            bytes.add(distances);
            last = endedTopic;
        }

        boolean isFull() {
            return bytes.length() >= FULL_BYTES;
        }

        /** Adds the page to a batch, if there is anything in it, and begins the next one. */
        void put(Database.Batch batch, int shard, long piece) {
            if (bytes.length() > 0) {
                batch.put(TOPIC, LogKeys.index(shard, piece, last), bytes);
                bytes.clear();
            }
        }
    }

    /** To the next topic; false behind the last one. */
    boolean next() {
        in.moveTo(placesEnd);
        if (!in.hasMore()) {
            return false;
        }
        ended = in.take(in.number());
        int length = in.number();
        placesAt = in.at();
        placesEnd = placesAt + length;
        return true;
    }

    /** The topic it stands at, with its end. */
    byte[] ended() {
        return ended;
    }

    /** The places of that topic, ascending, as positions of a piece that begins at {@code begin}. */
    void positions(long begin, IndexScan scan) {
        in.moveTo(placesAt);
        long position = begin;
        while (in.at() < placesEnd) {
            position += in.number();
            if (!scan.add(position)) {
                return;
            }
        }
    }
}
