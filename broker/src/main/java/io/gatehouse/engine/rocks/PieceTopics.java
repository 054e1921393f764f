package io.gatehouse.engine.rocks;

import io.gatehouse.mqtt.Topic;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Where the topics of one piece are, in memory: of the piece that is written to, until its index is on the disk. The
 * committer adds, readers look, and neither waits: each record points back to the one before it of the same topic, and
 * a topic to its last one. Readers know where the log ends, and pass over what they find beyond.
 */
final class PieceTopics {
    private static final int NONE = -1;

    private final long piece;
    private final long begin;
    private final int[] previous; // of the same topic, for each place in the piece
    private final ConcurrentNavigableMap<byte[], Places> sorted = new ConcurrentSkipListMap<>(Arrays::compareUnsigned);

    // The committer thread's own.
    private final Map<Topic, Places> known = new HashMap<>();
    private long topicBytes;

    PieceTopics(Pieces pieces, long piece) {
        this.piece = piece;
        this.begin = pieces.begin(piece);
        this.previous = new int[Math.toIntExact(pieces.begin(piece + 1) - begin)];
    }

    /** The places of one topic, by the last one. */
    private static final class Places {
        private volatile int last = NONE; // written behind what it points to
        private int count;
    }

    long piece() {
        return piece;
    }

    /** Of all topics that were met, each once. Committer thread. */
    long topicBytes() {
        return topicBytes;
    }

    /** Positions ascend. Committer thread. */
    void add(Topic topic, long position) {
        Places places = known.get(topic);
        if (places == null) {
            places = new Places();
            known.put(topic, places);
            sorted.put(LogKeys.ended(topic.utf8()), places);
            topicBytes += topic.utf8().length;
        }
        int place = (int) (position - begin);
        previous[place] = places.last;
        places.last = place;
        places.count++;
    }

    /** Adds the index of the piece to a batch. Committer thread. */
    void write(Database.Batch batch, int shard) {
        IndexPage.Filling page = new IndexPage.Filling();
        sorted.forEach((ended, places) -> {
            page.add(ended, ascending(places));
            if (page.isFull()) {
                page.put(batch, shard, piece);
            }
        });
        page.put(batch, shard, piece);
    }

    private int[] ascending(Places places) {
        int[] all = new int[places.count];
        int at = places.count;
        for (int place = places.last; place != NONE; place = previous[place]) {
            all[--at] = place;
        }
        return all;
    }

    /** Finds what is asked for, in one go. Answers how many topics were looked at. Any thread. */
    int find(IndexScan scan) {
        int looked = 0;
        int first = (int) Math.max(0, scan.from() - begin); // NONE is below it
        for (byte[] beginning : scan.beginnings()) {
            for (Map.Entry<byte[], Places> topic : sorted.tailMap(beginning).entrySet()) {
                if (!LogKeys.beginsWith(topic.getKey(), beginning)) {
                    break;
                }
                looked++;
                if (scan.wants(topic.getKey())) {
                    int place = topic.getValue().last;
                    while (place >= first && scan.add(begin + place)) {
                        place = previous[place];
                    }
                }
            }
        }
        return looked;
    }
}
