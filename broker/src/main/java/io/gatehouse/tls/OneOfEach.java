package io.gatehouse.tls;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Gives equal values the same object, as far as {@value #SLOTS} of them go: what a fleet says in every handshake is
 * held once. Bounded, lock-free, any thread. Two values that meet in a slot push each other out, which costs memory and
 * nothing else, so that strangers with made-up values gain nothing.
 */
final class OneOfEach<T> {
    private static final int SLOTS = 256; // a power of two

    private final AtomicReferenceArray<@Nullable T> known = new AtomicReferenceArray<>(SLOTS);

    T of(T value) {
        int hash = value.hashCode();
        int slot = (hash ^ (hash >>> 8) ^ (hash >>> 16)) & (SLOTS - 1);
        T there = known.get(slot);
        if (value.equals(there)) {
            return there;
        }
        known.set(slot, value);
        return value;
    }
}
