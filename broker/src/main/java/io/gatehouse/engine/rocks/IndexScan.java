package io.gatehouse.engine.rocks;

import io.gatehouse.engine.TopicSelection;
import io.gatehouse.mqtt.TopicFilter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds, in the index of one piece, the positions of what is selected. In memory at once; on the disk in parts, each
 * bounded in steps. Between them it holds a topic and what it found, no native memory. Its end is fixed when it begins,
 * and every record before that end is stored by then: so parts that see different states of the store still find the
 * same.
 *
 * <p>Topics are sorted, so each distinct one is matched once and passed over as a whole when it does not match.
 */
final class IndexScan {
    private final TopicSelection selection;
    private final List<byte[]> beginnings;
    private final int shard;
    private final long piece;
    private final long begin;
    private final long from;
    private final long end;
    private final int maxFound;

    private int beginning;
    private byte @Nullable [] first; // of the topics that are still to be looked at; null: the beginning itself
    private int left;
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
        this.begin = shard.pieces().begin(piece);
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
            if (apart.isEmpty() || !LogKeys.beginsWith(each, apart.getLast())) {
                apart.add(each);
            }
        }
        return apart;
    }

    List<byte[]> beginnings() {
        return beginnings;
    }

    /** The first position that is read. */
    long from() {
        return from;
    }

    /** Finds everything in an index that is in memory; answers how many steps are left of {@code steps}. */
    int take(PieceTopics topics, int steps) {
        int looked = topics.find(this);
        end();
        return steps - looked;
    }

    /** Goes on for about {@code steps} steps; answers how many are left. */
    int advance(Database.Walk walk, int steps) {
        left = steps;
        while (left > 0 && beginning < beginnings.size() && !tooMuch) {
            byte[] sought = beginnings.get(beginning);
            first = first == null ? sought : first;
            walk.seek(LogKeys.index(shard, piece, first));
            left--;
            boolean more = look(walk, sought);
            while (more && left > 0) {
                walk.next();
                more = look(walk, sought);
            }
            if (!more) {
                first = null;
                beginning++;
            }
        }
        if (tooMuch || beginning == beginnings.size()) {
            end();
        }
        return left;
    }

    /** Looks at a page; false when nothing behind it is sought. */
    private boolean look(Database.Walk walk, byte[] sought) {
        if (!walk.isValid()) {
            return false;
        }
        IndexPage page = new IndexPage(walk.value());
        while (page.next()) {
            left--;
            if (Arrays.compareUnsigned(page.ended(), first) >= 0) {
                if (!LogKeys.beginsWith(page.ended(), sought)) {
                    return false;
                }
                if (wants(page.ended())) {
                    page.positions(begin, this);
                }
            }
        }
        first = LogKeys.ended(page.ended()); // behind the last one
        return !tooMuch;
    }

    private void end() {
        done = true;
        Arrays.sort(found, 0, count);
    }

    /** Whether the topic, of which these are the bytes with its end, is selected. */
    boolean wants(byte[] ended) {
        return !tooMuch && selection.matches(LogKeys.topic(ended));
    }

    /** Keeps a position of a topic that is selected, if it is one of those that are read; false when it is too much. */
    boolean add(long position) {
        if (position < from || position >= end || tooMuch) {
            return !tooMuch;
        }
        if (count == maxFound) {
            tooMuch = true;
            count = 0;
            return false;
        }
        if (count == found.length) {
            found = Arrays.copyOf(found, Math.min(maxFound, 2 * count));
        }
        found[count++] = position;
        return true;
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
