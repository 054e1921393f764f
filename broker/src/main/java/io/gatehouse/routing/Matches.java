package io.gatehouse.routing;

import io.gatehouse.mqtt.Topic;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one topic matched, and the scratch space for finding it. Reused for every message of a loop; confined to it.
 *
 * <p>The mask of each node is read once and kept: between two reads another loop may change it, and a message must not
 * be sent where nothing was counted.
 */
final class Matches {
    private @Nullable Node[] nodes = new Node[16];
    private long[] masks = new long[16];
    private int nodeCount;
    private @Nullable SharedGroup[] groups = new SharedGroup[4];
    private int groupCount;
    private long loops;
    private boolean persistent;
    private boolean full;

    // The two frontiers of the walk: nodes that match the levels so far, and those that match one more.
    private @Nullable Node[] frontier = new Node[16];
    private @Nullable Node[] next = new Node[16];

    /** Forgets what it holds and takes in what matches {@code topic} below {@code root}. */
    void find(Node root, Topic topic, boolean hashMatchesParent) {
        nodeCount = 0;
        groupCount = 0;
        loops = 0;
        persistent = false;
        full = false;
        String[] levels = topic.levels();
        int width = start(root, topic, levels[0]);
        for (int depth = 1; depth < levels.length && width > 0; depth++) {
            width = advance(levels[depth], width);
        }
        finish(width, hashMatchesParent);
    }

    private int start(Node root, Topic topic, String first) {
        frontier[0] = root;
        if (!topic.isReserved()) {
            return advance(first, 1);
        }
        Node literal = root.literal(first); // [MQTT-4.7.2-1]: no wildcard at the first level
        frontier[0] = literal;
        return literal == null ? 0 : 1;
    }

    /** From the nodes that match the levels so far to those that match {@code level} too; how many they are. */
    private int advance(String level, int width) {
        if (width * 2 > next.length) {
            next = Arrays.copyOf(next, width * 2);
        }
        int count = 0;
        for (int i = 0; i < width; i++) {
            Node node = frontier[i];
            assert node != null : i;
            Node rest = node.anyRest();
            if (rest != null) {
                add(rest);
            }
            Node any = node.anyLevel();
            if (any != null) {
                next[count++] = any;
            }
            Node literal = node.literal(level);
            if (literal != null) {
                next[count++] = literal;
            }
        }
        @Nullable Node[] done = frontier;
        frontier = next;
        next = done;
        return count;
    }

    /** The topic has ended: who stands here matches, and so does {@code #} below (section 4.7.1.2). */
    private void finish(int width, boolean hashMatchesParent) {
        for (int i = 0; i < width; i++) {
            Node node = frontier[i];
            assert node != null : i;
            add(node);
            Node rest = hashMatchesParent ? node.anyRest() : null;
            if (rest != null) {
                add(rest);
            }
        }
    }

    /** Takes note of a node that matches, if anybody subscribes at it. */
    private void add(Node node) {
        Audience audience = node.audience();
        if (audience != Audience.NONE) {
            if (nodeCount == nodes.length) {
                nodes = Arrays.copyOf(nodes, nodeCount * 2);
                masks = Arrays.copyOf(masks, nodeCount * 2);
            }
            nodes[nodeCount] = node;
            masks[nodeCount++] = audience.loops();
            loops |= audience.loops();
            persistent |= audience.hasPersistent();
            full |= audience.hasFull();
        }
        for (SharedGroup group : node.groups()) {
            if (groupCount == groups.length) {
                groups = Arrays.copyOf(groups, groupCount * 2);
            }
            groups[groupCount++] = group;
            persistent |= group.hasPersistent();
        }
    }

    int nodeCount() {
        return nodeCount;
    }

    Node node(int index) {
        Node node = nodes[index];
        assert node != null : index;
        return node;
    }

    /** The loops that have subscribers at the node. */
    long mask(int index) {
        return masks[index];
    }

    int groupCount() {
        return groupCount;
    }

    SharedGroup group(int index) {
        SharedGroup group = groups[index];
        assert group != null : index;
        return group;
    }

    /** The loops that have ordinary subscribers at one of the nodes. */
    long loops() {
        return loops;
    }

    /** True when one of the ordinary subscribers takes no more for now. */
    boolean hasFull() {
        return full;
    }

    /** True when one of the subscribers, of shared groups too, is a persistent session. */
    boolean hasPersistent() {
        return persistent;
    }
}
