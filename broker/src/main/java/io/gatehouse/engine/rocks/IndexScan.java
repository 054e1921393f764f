package io.gatehouse.engine.rocks;

import io.gatehouse.engine.TopicSelection;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds, in the index of one piece, the positions of what is selected. In parts, each bounded in steps; between them it
 * holds a key and what it found, no native memory. Its end is fixed when it begins, and every record before that end is
 * stored by then: so parts that see different states of the store still find the same.
 *
 * <p>Topics are sorted, so each distinct one is matched once and skipped as a whole when it does not match.
 */
final class IndexScan {
    private final TopicSelection selection;
    private final List<byte[]> beginnings;
    private final int shard;
    private final long piece;
    private final long from;
    private final long end;
    private final int maxFound;

    private int beginning;
    private byte @Nullable [] resume;
    private byte[] topicBytes = new byte[0];
    private boolean topicMatches;
    private long[] found = new long[16];
    private int count;
    private int taken;
    private boolean done;
    private boolean tooMuch;

    IndexScan(TopicSelection selection, List<byte[]> beginnings, LogShard shard, long from, long end) {
        this.selection = selection;
        this.beginnings = beginnings;
        this.shard = shard.number();
        this.piece = shard.pieces().of(from);
        this.from = from;
        this.end = end;
        this.maxFound = shard.pieces().maxFound();
    }

    /**
     * What the topics of a selection begin with: of a filter with wildcards its literal beginning, of one without the
     * topic and its end. Sorted, and none begins with another one, so that no topic is met twice. Null when any topic
     * may be selected.
     */
    static @Nullable List<byte[]> beginnings(TopicSelection selection) {
        List<byte[]> all = new ArrayList<>();
        for (TopicFilter filter : selection.filters()) {
            byte[] literal = filter.literalPrefix().getBytes(StandardCharsets.UTF_8);
            if (literal.length == 0) {
                return null;
            }
            all.add(filter.hasWildcard() ? literal : LogKeys.ended(literal));
        }
        all.sort(Arrays::compareUnsigned);
        List<byte[]> apart = new ArrayList<>();
        for (byte[] each : all) {
            if (apart.isEmpty() || !beginsWith(each, apart.getLast())) {
                apart.add(each);
            }
        }
        return apart;
    }

    private static boolean beginsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    /** Goes on for at most {@code steps} steps; answers how many are left. */
    int advance(Database.Walk walk, int steps) {
        int left = steps;
        while (beginning < beginnings.size() && !tooMuch) {
            byte[] prefix = LogKeys.indexPrefix(shard, piece, beginnings.get(beginning));
            walk.seek(resume == null ? prefix : resume);
            left--;
            while (walk.isValid() && !tooMuch) {
                byte[] key = walk.key();
                if (!beginsWith(key, prefix)) {
                    break;
                }
                if (left <= 0) {
                    resume = key;
                    return 0;
                }
                left--;
                visit(key, walk);
            }
            resume = null;
            beginning++;
        }
        done = true;
        Arrays.sort(found, 0, count);
        return left;
    }

    private void visit(byte[] key, Database.Walk walk) {
        if (!LogKeys.isIndexOf(key, topicBytes)) {
            topicBytes = LogKeys.indexedTopic(key);
            topicMatches = selection.matches(Topic.of(new String(topicBytes, StandardCharsets.UTF_8)));
        }
        long position = LogKeys.indexedPosition(key);
        if (!topicMatches || position >= end) {
            walk.skipTo(LogKeys.afterTopic(shard, piece, topicBytes));
        } else if (position < from) {
            walk.skipTo(LogKeys.index(shard, piece, topicBytes, from));
        } else {
            add(position);
            walk.next();
        }
    }

    private void add(long position) {
        if (count == maxFound) {
            tooMuch = true;
            count = 0;
            return;
        }
        if (count == found.length) {
            found = Arrays.copyOf(found, Math.min(maxFound, 2 * count));
        }
        found[count++] = position;
    }

    boolean isDone() {
        return done;
    }

    /** More than is worth being fetched one by one: nothing was kept of it. */
    boolean isTooMuch() {
        return tooMuch;
    }

    void skipBefore(long position) {
        while (hasNext() && peek() < position) {
            taken++;
        }
    }

    boolean hasNext() {
        return taken < count;
    }

    /** The next position, ascending. */
    long peek() {
        return found[taken];
    }

    void next() {
        taken++;
    }
}
