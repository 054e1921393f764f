package io.gatehouse.revocation;

import io.gatehouse.config.RevocationSettings;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.reason.Reason;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Asks for certificates by OCSP and remembers the answers. {@link #finding} is asked on event loops, in memory; {@link
 * #ask} begins a question there and answers elsewhere.
 *
 * <p>What is revoked stays so until somebody says that it is good. What was good holds until its nextUpdate; in hard
 * mode it is refused from then on, in soft mode it is not.
 */
final class Ocsp implements AutoCloseable {
    private static final Log log = Log.of(Ocsp.class);

    /** Questions that wait for their turn, and devices with them. */
    private static final int MOST_WAITING = 10_000;
    /** Addresses that certificates of known authorities name. */
    private static final int MOST_RESPONDERS = 256;

    private static final long RETRY_MILLIS = TimeUnit.SECONDS.toMillis(10);
    private static final long LINE_PACE_MILLIS = TimeUnit.SECONDS.toMillis(10);
    private static final int EVICTION_SAMPLE = 16;

    private final RevocationSettings settings;
    private final boolean hard;
    private final Issuers issuers;
    private final InstantSource clock;
    private final RevocationMetrics metrics;
    private final HttpClient client;
    private final Changed changed;
    private final Map<String, OcspEntry> entries = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<@Nullable Void>> asking = new ConcurrentHashMap<>();
    private final Map<URI, OcspResponder> responders = new ConcurrentHashMap<>();
    private final Semaphore turns;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong nextLineMillis = new AtomicLong();
    private final AtomicInteger untold = new AtomicInteger();
    private volatile boolean closed;

    /** Told of a certificate for which something else holds than before. */
    @FunctionalInterface
    interface Changed {
        void changed(String id, boolean revoked);
    }

    Ocsp(
            RevocationSettings settings,
            Issuers issuers,
            HttpClient client,
            RevocationMetrics metrics,
            InstantSource clock,
            Changed changed) {
        this.settings = settings;
        this.hard = settings.ocsp() == RevocationSettings.Ocsp.HARD;
        this.issuers = issuers;
        this.client = client;
        this.metrics = metrics;
        this.clock = clock;
        this.changed = changed;
        this.turns = new Semaphore(settings.ocspConcurrency());
        metrics.ocspCached(entries::size);
    }

    /**
     * Why it is refused, or {@code null}. Memory only.
     *
     * @param asked whether nothing known yet is held against it, in hard mode
     */
    @Nullable
    Finding finding(String id, boolean asked) {
        OcspEntry entry = entries.get(id);
        if (entry == null) {
            return hard && asked ? new Finding(Reason.CERTIFICATE_OCSP_UNANSWERED, "nobody has been asked yet") : null;
        }
        if (entry.state() == OcspEntry.State.REVOKED) {
            return new Finding(Reason.CERTIFICATE_REVOKED_BY_OCSP, entry.detail());
        }
        return hard && !entry.isGoodAt(clock.millis())
                ? new Finding(Reason.CERTIFICATE_OCSP_UNANSWERED, entry.detail())
                : null;
    }

    @Nullable
    OcspEntry entry(String id) {
        return entries.get(id);
    }

    boolean isDue(String id) {
        OcspEntry entry = entries.get(id);
        return entry == null || clock.millis() >= entry.askMillis();
    }

    /** Whether something holds that {@link #finding} may be asked about; what is due meanwhile is asked in passing. */
    boolean isKnown(String id) {
        OcspEntry entry = entries.get(id);
        return entry != null && (clock.millis() < entry.askMillis() || entry.isGoodAt(clock.millis()));
    }

    /** Asks, or waits with those who asked already. Never fails; what came of it {@link #finding} tells. */
    CompletableFuture<@Nullable Void> ask(String id, byte[] certificate) {
        CompletableFuture<@Nullable Void> mine = new CompletableFuture<>();
        CompletableFuture<@Nullable Void> first = asking.putIfAbsent(id, mine);
        if (first != null) {
            return first;
        }
        if (closed || waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            settle(id, mine, new OcspAnswer.Nothing(OcspAnswer.Kind.OVERLOAD, "more questions than may wait"));
            return mine;
        }
        Thread.ofVirtual().name("gatehouse-ocsp").start(() -> {
            OcspAnswer answer;
            try {
                answer = answer(certificate);
            } catch (InterruptedException | RuntimeException failed) {
                answer = new OcspAnswer.Nothing(OcspAnswer.Kind.INVALID, String.valueOf(failed));
            }
            waiting.decrementAndGet();
            settle(id, mine, answer);
        });
        return mine;
    }

    private OcspAnswer answer(byte[] der) throws InterruptedException {
        if (!turns.tryAcquire(settings.ocspTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
            return new OcspAnswer.Nothing(OcspAnswer.Kind.OVERLOAD, "more questions than may be asked at once");
        }
        long began = System.nanoTime();
        try {
            X509Certificate certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
            Issuer issuer = issuers.of(certificate);
            if (issuer == null) {
                return new OcspAnswer.Nothing(
                        OcspAnswer.Kind.NOT_ASKED,
                        "no known authority signed the certificate (expected: one of `gatehouse ca ls` or of"
                                + " revocation.issuers)");
            }
            OcspResponder responder = responder(certificate);
            if (responder == null) {
                return new OcspAnswer.Nothing(
                        OcspAnswer.Kind.NOT_ASKED,
                        "the certificate names no responder, nor does revocation.ocsp-responder");
            }
            return responder.ask(issuer, certificate.getSerialNumber());
        } catch (CertificateException unreadable) {
            return new OcspAnswer.Nothing(OcspAnswer.Kind.NOT_ASKED, "the certificate cannot be read");
        } finally {
            turns.release();
            metrics.ocspAsked(System.nanoTime() - began);
        }
    }

    private @Nullable OcspResponder responder(X509Certificate certificate) {
        URI address = settings.ocspResponder().isEmpty()
                ? settings.ocspAia() ? AuthorityInformation.ocspOf(certificate) : null
                : URI.create(settings.ocspResponder());
        if (address == null || (responders.size() >= MOST_RESPONDERS && !responders.containsKey(address))) {
            return null;
        }
        return responders.computeIfAbsent(address, at -> new OcspResponder(at, client, settings, clock));
    }

    private void settle(String id, CompletableFuture<@Nullable Void> done, OcspAnswer answer) {
        metrics.ocspAnswered(answer);
        OcspEntry before = entries.get(id);
        Finding foundBefore = finding(id, false);
        OcspEntry after = entry(before, answer);
        makeRoom(id);
        entries.put(id, after);
        asking.remove(id, done);
        done.complete(null);
        if (answer instanceof OcspAnswer.Nothing nothing) {
            tell(id, nothing);
        }
        Finding foundAfter = finding(id, false);
        if ((foundBefore == null) != (foundAfter == null)) {
            changed.changed(id, after.state() == OcspEntry.State.REVOKED);
        }
    }

    /** One line in a while: where a responder is away, it is so for a whole fleet. */
    private void tell(String id, OcspAnswer.Nothing nothing) {
        long now = clock.millis();
        long next = nextLineMillis.get();
        if (now < next || !nextLineMillis.compareAndSet(next, now + LINE_PACE_MILLIS)) {
            untold.incrementAndGet();
            return;
        }
        log.at(Event.OCSP_UNANSWERED)
                .addKeyValue("certificateId", id)
                .addKeyValue("outcome", nothing.kind())
                .addKeyValue("problem", nothing.why())
                .addKeyValue("moreSinceTheLastLine", untold.getAndSet(0))
                .log(hard ? "no OCSP answer that counts" : "no OCSP answer that counts: the device may be let in");
    }

    private OcspEntry entry(@Nullable OcspEntry before, OcspAnswer answer) {
        long now = clock.millis();
        return switch (answer) {
            case OcspAnswer.Good(Instant thisUpdate, Instant nextUpdate) -> {
                long until = until(now, thisUpdate, nextUpdate);
                yield new OcspEntry(OcspEntry.State.GOOD, until, askAgain(now, until), "good as of " + thisUpdate);
            }
            case OcspAnswer.Revoked(Instant thisUpdate, Instant nextUpdate, Instant since) -> {
                long until = until(now, thisUpdate, nextUpdate);
                yield new OcspEntry(
                        OcspEntry.State.REVOKED,
                        until,
                        askAgain(now, until),
                        "revoked since " + since + ", as the responder says");
            }
            case OcspAnswer.Nothing(OcspAnswer.Kind kind, String why) -> {
                long again = now + RETRY_MILLIS + ThreadLocalRandom.current().nextLong(RETRY_MILLIS / 2);
                if (before != null && (before.state() == OcspEntry.State.REVOKED || before.isGoodAt(now))) {
                    yield new OcspEntry(before.state(), before.untilMillis(), again, before.detail());
                }
                yield new OcspEntry(OcspEntry.State.NOTHING, now, again, why);
            }
        };
    }

    private long until(long now, Instant thisUpdate, @Nullable Instant nextUpdate) {
        long oldest = now + settings.ocspCacheMaxAge().toMillis();
        Instant ends = nextUpdate == null ? thisUpdate.plus(settings.ocspCacheMaxAge()) : nextUpdate;
        return Math.min(oldest, ends.plus(settings.clockSkew()).toEpochMilli());
    }

    /** Well before it ends, so that a responder that is away for a while does not matter; and not all at once. */
    private static long askAgain(long now, long until) {
        long half = Math.max(1, (until - now) / 2);
        return now + Math.max(1000, half + ThreadLocalRandom.current().nextLong(half / 2 + 1));
    }

    /** Whoever of a few ends first has to go: nothing has to be kept in order for it. */
    private void makeRoom(String id) {
        if (entries.size() < settings.ocspCacheEntries() || entries.containsKey(id)) {
            return;
        }
        String first = null;
        long ends = Long.MAX_VALUE;
        Iterator<Map.Entry<String, OcspEntry>> some = entries.entrySet().iterator();
        for (int i = 0; i < EVICTION_SAMPLE && some.hasNext(); i++) {
            Map.Entry<String, OcspEntry> next = some.next();
            if (next.getValue().state() != OcspEntry.State.REVOKED
                    && next.getValue().untilMillis() <= ends) {
                first = next.getKey();
                ends = next.getValue().untilMillis();
            }
        }
        if (first == null && entries.keySet().iterator().hasNext()) {
            first = entries.keySet().iterator().next();
        }
        if (first != null) {
            entries.remove(first);
        }
    }

    int size() {
        return entries.size();
    }

    @Override
    public void close() {
        closed = true;
    }
}
