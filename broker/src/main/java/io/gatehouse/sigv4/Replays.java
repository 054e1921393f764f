package io.gatehouse.sigv4;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;

/**
 * Keeps a signed change from being made again by somebody who saw it go by. A signature that was used is remembered
 * until it expires by itself.
 *
 * <p>Two calls may be of one signature and no repetition: the time in it is in seconds, and boto3 signs nothing that
 * differs from call to call, so that two calls of the same words in the same second are the same bytes. Where a client
 * signs the number it gives every call ({@code amz-sdk-invocation-id}, as AWS's SDKs for Java, Go and JavaScript do) a
 * signature is taken once. Otherwise it is taken again for {@link #GRACE} after it was first seen, and never later.
 *
 * <p><b>Bounds.</b> At most {@link #MOST} signatures are remembered, of all operators together, in less than 64 MiB;
 * only verified ones, so a stranger fills nothing. Beyond that changes are refused, not taken unseen: whoever holds
 * one key could otherwise make room for repetitions of what others signed. What is only read is not remembered: it may
 * be repeated without harm.
 *
 * <p><b>What is not known counts as seen.</b> A change that was signed before the start may have been made by the
 * process before; it is refused. The same holds for what a clock that was set back brings into time again.
 *
 * <p>Any thread; a short lock.
 */
final class Replays {
    static final int MOST = 1 << 20;
    static final Duration GRACE = Duration.ofSeconds(2);
    private static final long SLICE = 60;
    /** Seconds before the start from which seconds are counted: a clock may be set back by the skew after it. */
    private static final long BEFORE_START = 2 * Verifier.SKEW.toSeconds();

    /** What is known of a signature. */
    enum Standing {
        FRESH,
        USED,
        /** Signed before the first moment that is remembered. */
        UNKNOWN,
        FULL
    }

    private final int most;
    private final long start;
    private final TreeMap<Long, SignatureSet> slices = new TreeMap<>(); // by the second at which all in it have expired
    private int size;
    private long forgotten;

    Replays(Instant start) {
        this(start, MOST);
    }

    Replays(Instant start, int most) {
        this.start = start.getEpochSecond();
        this.most = most;
    }

    /**
     * Remembers a verified signature.
     *
     * @param expires the last moment at which it would be accepted
     * @param once whether no two calls of an honest client have the same one
     */
    synchronized Standing use(byte[] signature, Instant signedAt, Instant expires, boolean once, Instant now) {
        long second = now.getEpochSecond();
        forget(second);
        long slice = (expires.getEpochSecond() / SLICE + 1) * SLICE;
        if (signedAt.getEpochSecond() < start || slice <= forgotten) {
            return Standing.UNKNOWN;
        }
        SignatureSet among = slices.computeIfAbsent(slice, _ -> new SignatureSet());
        long print = ByteBuffer.wrap(signature).getLong();
        if (size >= most && !among.contains(print)) {
            return Standing.FULL;
        }
        int counted = (int) (second - start + BEFORE_START);
        int seen = among.seen(print, counted);
        if (seen == SignatureSet.NOT_SEEN) {
            size++;
            return Standing.FRESH;
        }
        int since = counted - seen;
        return !once && since >= 0 && since <= GRACE.toSeconds() ? Standing.FRESH : Standing.USED;
    }

    private void forget(long second) {
        while (!slices.isEmpty() && slices.firstKey() <= second) {
            size -= slices.pollFirstEntry().getValue().size();
        }
        forgotten = Math.max(forgotten, second / SLICE * SLICE);
    }
}
