package io.gatehouse.refusal;

import io.gatehouse.policy.CompiledPolicy;
import io.gatehouse.policy.DenialGrounds;
import io.gatehouse.reason.Reason;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The last refusals, to be searched. Written by the thread of {@link Refusals} and read by admin operations, one at a
 * time; event loops never come here, they count in {@link Repeats}.
 *
 * <p>The same client refused for the same reason is one entry, with how often and since when. Bounded three ways: in
 * entries, in bytes, and in the entries of one origin, which is a certificate that the registry knows, else an address:
 * a device in a loop that makes up client ids, and a stranger that makes up certificates, push out their own entries
 * and not those of others. The oldest goes first.
 *
 * <p>What is kept of each is references, not texts ({@link Facts}): most are never asked for. What they keep alive is
 * part of the bytes: the certificate, the values of the connection, and the policies that have been replaced since.
 */
public final class RecentRefusals implements RefusalListener {
    /** Shorter beginnings of a certificate id would find too many. */
    private static final int SHORTEST_ID = 8;

    private static final int ORIGINS = 16; // an origin has at most one part in so many
    private static final int FEWEST_OF_ORIGIN = 16;
    /** Of the objects of an entry without its text, and of its places in the tables. */
    private static final int ENTRY_BYTES = 512;

    /**
     * One client refused for one reason.
     *
     * @param last the one that was told last
     * @param count of all
     * @param firstMillis by the wall clock
     */
    public record Entry(Refusal last, long count, long firstMillis, long lastMillis) {}

    /** An entry that still counts. */
    private record Held(Refusal last, String origin, long weight, long earlier, long firstMillis, Repeats repeats) {
        Entry seen() {
            return new Entry(last, earlier + 1 + repeats.count(), firstMillis, repeats.lastMillis());
        }
    }

    private final int maxEntries;
    private final long maxBytes;
    private final int maxOfOrigin;
    private final Map<RefusalKey, Held> entries = new LinkedHashMap<>(); // in the order in which they were last told
    private final Map<String, Set<RefusalKey>> byOrigin = new HashMap<>();
    private final Map<CompiledPolicy, Integer> policies = new IdentityHashMap<>(); // and how many entries have it
    private long bytes;

    /** @param maxEntries 0 remembers nothing */
    public RecentRefusals(int maxEntries, long maxBytes) {
        this.maxEntries = maxEntries;
        this.maxBytes = maxBytes;
        this.maxOfOrigin = Math.max(FEWEST_OF_ORIGIN, maxEntries / ORIGINS);
    }

    @Override
    public synchronized void refused(Refusal refusal, Repeats repeats) {
        RefusalKey key = RefusalKey.of(refusal.reason(), refusal.client());
        Held known = remove(key);
        long earlier = known == null ? 0 : known.earlier() + 1 + known.repeats().count();
        long first = known == null ? refusal.atMillis() : known.firstMillis();
        Held held = new Held(refusal, originOf(refusal), weightOf(refusal), earlier, first, repeats);
        entries.put(key, held);
        hold(held);
        Set<RefusalKey> ofOrigin = byOrigin.computeIfAbsent(held.origin(), origin -> new LinkedHashSet<>());
        ofOrigin.add(key);
        bytes += held.weight();
        if (ofOrigin.size() > maxOfOrigin) {
            var _ = remove(ofOrigin.iterator().next());
        }
        while (entries.size() > maxEntries || bytes > maxBytes) {
            var _ = remove(entries.keySet().iterator().next());
        }
    }

    /** A policy that was replaced lives on in what it once denied; it is counted once, however often. */
    private void hold(Held held) {
        for (CompiledPolicy policy : policiesOf(held)) {
            if (policies.merge(policy, 1, Integer::sum) == 1) {
                bytes += policy.weight();
            }
        }
    }

    private void release(Held gone) {
        for (CompiledPolicy policy : policiesOf(gone)) {
            if (policies.computeIfPresent(policy, (_, holders) -> holders == 1 ? null : holders - 1) == null) {
                bytes -= policy.weight();
            }
        }
    }

    private static List<CompiledPolicy> policiesOf(Held held) {
        DenialGrounds grounds = held.last().facts().grounds();
        return grounds == null ? List.of() : grounds.policies();
    }

    private @Nullable Held remove(RefusalKey key) {
        Held gone = entries.remove(key);
        if (gone != null) {
            bytes -= gone.weight();
            release(gone);
            Set<RefusalKey> ofOrigin = byOrigin.get(gone.origin());
            if (ofOrigin != null && ofOrigin.remove(key) && ofOrigin.isEmpty()) {
                byOrigin.remove(gone.origin());
            }
        }
        return gone;
    }

    /**
     * Refusals of one client, the newest first.
     *
     * @param who client id, certificate id or at least 8 characters from its beginning, address without port, or thing;
     *     {@code null} for everybody
     * @param reason {@code null} for every reason
     */
    public synchronized List<Entry> find(@Nullable String who, @Nullable Reason reason, int max) {
        Stream<Held> found = entries.values().stream()
                .filter(held -> reason == null || held.last().reason() == reason)
                .filter(held -> who == null || isOf(held.last().client(), who));
        return found.map(Held::seen)
                .sorted(Comparator.comparingLong(Entry::lastMillis).reversed())
                .limit(max)
                .toList();
    }

    private static boolean isOf(Client client, String who) {
        String certificateId = client.certificateId();
        return who.equals(client.clientId())
                || who.equals(client.thing())
                || who.equals(client.address())
                || who.equals(client.operator())
                || (certificateId != null && who.length() >= SHORTEST_ID && certificateId.startsWith(who));
    }

    public synchronized int size() {
        return entries.size();
    }

    /** About; text is counted, objects are estimated. */
    public synchronized long bytes() {
        return bytes;
    }

    /** Where it came from, as far as that costs something to change. */
    private static String originOf(Refusal refusal) {
        Client client = refusal.client();
        ClientCertificate certificate = refusal.facts().certificate();
        boolean registered = certificate != null && certificate.status() != null;
        if (registered && client.certificateId() != null) {
            return client.certificateId();
        }
        String address = client.address();
        if (address == null && client.certificateId() != null) {
            return client.certificateId(); // of a session that nobody is connected to: it was let in once
        }
        return address == null ? "" : address;
    }

    private static long weightOf(Refusal refusal) {
        Client client = refusal.client();
        int characters = length(client.peer())
                + length(client.serverName())
                + length(client.clientId())
                + length(client.certificateId())
                + length(client.thing())
                + length(client.operator());
        return ENTRY_BYTES + 2L * characters + refusal.facts().weight();
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }
}
