package io.gatehouse.registry;

import io.gatehouse.engine.Key;
import java.util.Set;

/**
 * One change among many.
 *
 * @param concerned the records its plan rests on and no other step may change in the same commit
 */
record BulkStep<T>(Set<Key> concerned, Plan<T> plan) {
    BulkStep {
        concerned = Set.copyOf(concerned);
    }
}
