package io.gatehouse.routing;

import java.util.concurrent.ConcurrentHashMap;

/**
 * The literal children of a node: none (null), one, or a map. In a fleet most nodes below the device's own level have
 * one child ({@code devices/<id>/cmd}), and a map for each would cost more than all else in the trie.
 */
sealed interface Children permits Node, Children.Many {
    /** Children by level. Never shrinks to one again: a node that had two will have two again. */
    final class Many extends ConcurrentHashMap<String, Node> implements Children {
        Many() {
            super(4);
        }
    }
}
