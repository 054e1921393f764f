package io.gatehouse.engine.rocks;

import io.gatehouse.engine.RetainedStore.Page;
import io.gatehouse.engine.StoredRecord;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call's walk over the retained topics that a filter matches. Topics are sorted by their bytes, so those below one
 * level stand together, and a level that cannot match is skipped with everything below it.
 */
final class RetainedWalk implements Database.Walker {
    /** Topics one call looks at. */
    static final int MAX_STEPS = 16_384;

    private static final byte SLASH = '/';

    private final TopicFilter filter;
    private final boolean hashMatchesParent;
    private final int maxRecords;
    private final long maxBytes;
    private final byte[] prefix;
    private final byte[] start;

    private final List<StoredRecord> records = new ArrayList<>();
    private long bytes;
    private @Nullable Topic last;
    private boolean ended = true;

    RetainedWalk(TopicFilter filter, boolean hashMatchesParent, @Nullable Topic after, int maxRecords, long maxBytes) {
        this.filter = filter;
        this.hashMatchesParent = hashMatchesParent;
        this.maxRecords = maxRecords;
        this.maxBytes = maxBytes;
        this.prefix = utf8(filter.literalPrefix());
        byte[] next = after == null ? prefix : LogKeys.ended(after.utf8()); // the first key behind it
        this.start = Arrays.compareUnsigned(next, prefix) > 0 ? next : prefix;
        this.last = after;
    }

    Page page() {
        return new Page(records, ended ? null : last);
    }

    static StoredRecord record(Topic topic, byte[] stored) {
        return new StoredRecord(
                ByteBuffer.wrap(stored).getLong(), topic, Arrays.copyOfRange(stored, Long.BYTES, stored.length));
    }

    @Override
    public void walk(Database.Walk walk) {
        walk.seek(start);
        for (int step = 0; walk.isValid(); step++) {
            byte[] key = walk.key();
            if (key.length < prefix.length || !Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length)) {
                return;
            }
            if (step >= MAX_STEPS || records.size() >= maxRecords) {
                ended = false;
                return;
            }
            Topic topic = Topic.of(new String(key, StandardCharsets.UTF_8));
            if (filter.matches(topic, hashMatchesParent)) {
                if (!take(topic, walk.value())) {
                    ended = false;
                    return;
                }
                last = topic;
                walk.next();
            } else {
                last = topic;
                byte[] candidate = candidateAfter(topic);
                if (candidate == null) {
                    return;
                }
                walk.skipTo(candidate);
            }
        }
    }

    private boolean take(Topic topic, byte[] stored) {
        int length = stored.length - Long.BYTES;
        if (!records.isEmpty() && bytes + length > maxBytes) {
            return false;
        }
        bytes += length;
        records.add(record(topic, stored));
        return true;
    }

    /** A key behind the topic's and before every later one that may match; null when none may. */
    private byte @Nullable [] candidateAfter(Topic topic) {
        String[] names = topic.levels();
        String[] levels = filter.levels();
        if (topic.isReserved() && isWildcard(levels[0])) {
            return new byte[] {'$' + 1}; // [MQTT-4.7.2-1]
        }
        for (int i = 0; i < names.length; i++) {
            if (i == levels.length) {
                return behind(names, i); // deeper than the filter goes
            }
            if (isWildcard(levels[i]) || levels[i].equals(names[i])) {
                continue;
            }
            byte[] wanted = utf8(path(names, i) + levels[i]);
            if (Arrays.compareUnsigned(wanted, topic.utf8()) > 0) {
                return wanted;
            }
            byte[] below = Arrays.copyOf(wanted, wanted.length + 1); // "c!" sorts between "c" and "c/"
            below[wanted.length] = SLASH;
            if (Arrays.compareUnsigned(below, topic.utf8()) > 0) {
                return below;
            }
            return behind(names, i);
        }
        return LogKeys.ended(topic.utf8()); // what matches goes deeper, and "c!/d" comes before "c/d"
    }

    /** Behind everything below the first {@code count} levels; null where those are all there is. */
    private static byte @Nullable [] behind(String[] names, int count) {
        if (count == 0) {
            return null;
        }
        byte[] key = utf8(path(names, count));
        key[key.length - 1] = SLASH + 1;
        return key;
    }

    /** The first {@code count} levels, with the slash behind each. */
    private static String path(String[] names, int count) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < count; i++) {
            path.append(names[i]).append('/');
        }
        return path.toString();
    }

    private static boolean isWildcard(String level) {
        return level.equals(TopicFilter.ANY_LEVEL) || level.equals(TopicFilter.ANY_REST);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
