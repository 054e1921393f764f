package io.gatehouse.routing;

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

    /** The two frontiers of the walk: nodes that match the levels so far, and those that match one more. */
    @Nullable Node[] frontier = new Node[16];

    @Nullable Node[] next = new Node[16];

    void clear() {
        nodeCount = 0;
        groupCount = 0;
        loops = 0;
        persistent = false;
    }

    /** Takes note of a node that matches, if anybody subscribes at it. */
    void add(Node node) {
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
        }
        for (SharedGroup group : node.groups()) {
            if (groupCount == groups.length) {
                groups = Arrays.copyOf(groups, groupCount * 2);
            }
            groups[groupCount++] = group;
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

    /** True when one of the ordinary subscribers is a persistent session. */
    boolean hasPersistent() {
        return persistent;
    }

    void swapFrontiers() {
        @Nullable Node[] swapped = frontier;
        frontier = next;
        next = swapped;
    }

    /** Room for {@code count} nodes in {@link #next}. */
    void reserveNext(int count) {
        if (count > next.length) {
            next = Arrays.copyOf(next, Math.max(count, next.length * 2));
        }
    }
}
