package io.gatehouse.transport;

import io.gatehouse.loop.Clock;
import io.gatehouse.loop.TokenBucket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the addresses that newcomers come from. Any thread; one short lock, taken a few times for each
 * connection and never for a packet.
 *
 * <p>Bounded: entries in use are no more than the newcomers, who are counted elsewhere. An entry that nobody uses stays
 * until its buckets are full again, when a new one would say the same; of those there are at most {@code maxIdle}, and
 * beyond that the one that was used longest ago is forgotten, which gives its address a full bucket. Who has more
 * addresses than that is held by the limits for all.
 */
final class AddressTable {
    /** How many idle entries are looked at when one more comes: two, so that they go faster than they come. */
    private static final int LOOKED_AT = 2;

    /** IPv4 address, or the first half of an IPv6 address. Comparable, so that a map full of collisions stays fast. */
    private record Key(boolean version6, long prefix) implements Comparable<Key> {
        static Key of(InetAddress address) {
            ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
            return address instanceof Inet6Address ? new Key(true, bytes.getLong()) : new Key(false, bytes.getInt());
        }

        @Override
        public int compareTo(Key other) {
            int versions = Boolean.compare(version6, other.version6);
            return versions != 0 ? versions : Long.compare(prefix, other.prefix);
        }
    }

    /** One address. Its buckets may be asked by any thread. */
    final class Entry {
        private final Key key;
        private int here; // guarded by the table
        final TokenBucket connects;
        final TokenBucket handshakes;

        private Entry(Key key) {
            this.key = key;
            this.connects = new TokenBucket(clock, NewcomerLimits.BURST);
            this.handshakes = new TokenBucket(clock, NewcomerLimits.BURST);
        }

        private boolean isForgettable() {
            return connects.isFull() && handshakes.isFull();
        }
    }

    private final Clock clock;
    private final Map<Key, Entry> used = new HashMap<>();
    private final Map<Key, Entry> idle = new LinkedHashMap<>(); // the one that was used longest ago comes first

    AddressTable(Clock clock) {
        this.clock = clock;
    }

    /**
     * One newcomer more. The answer is given back with {@link #leave}.
     *
     * @param maxHere newcomers of one address at once
     * @return {@code null} when the address has as many
     */
    synchronized @Nullable Entry enter(InetAddress address, int maxHere) {
        Key key = Key.of(address);
        Entry entry = used.get(key);
        if (entry == null) {
            Entry known = idle.remove(key);
            entry = known == null ? new Entry(key) : known;
            used.put(key, entry);
        }
        if (entry.here >= maxHere) {
            return null;
        }
        entry.here++;
        return entry;
    }

    /** @param maxIdle addresses that are remembered while nobody connects from them */
    synchronized void leave(Entry entry, int maxIdle) {
        if (--entry.here > 0) {
            return;
        }
        used.remove(entry.key);
        forgetSome(maxIdle);
        if (!entry.isForgettable()) {
            idle.put(entry.key, entry);
        }
    }

    private void forgetSome(int maxIdle) {
        Iterator<Entry> oldest = idle.values().iterator();
        for (int i = 0; i < LOOKED_AT && oldest.hasNext(); i++) {
            if (oldest.next().isForgettable() || idle.size() >= maxIdle) {
                oldest.remove();
            }
        }
    }

    /** Addresses that are remembered. */
    synchronized int size() {
        return used.size() + idle.size();
    }
}
