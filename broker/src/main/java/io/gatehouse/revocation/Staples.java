package io.gatehouse.revocation;

import io.gatehouse.config.RevocationSettings;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Fetches what the issuers of the server's own certificates say of them, so that a client that asks in its handshake
 * (RFC 6066 section 8) gets it from the server and need not ask the issuer. On a thread of its own, one question after
 * the other; nothing waits for it.
 *
 * <p>Only an answer that says "good", that its issuer signed, and that holds now is stapled; when it ends before there
 * is another, it is taken away, because a client may refuse a stale one and takes none for what it is. The address is
 * that in the certificate, which is the operator's own.
 *
 * <p>An answer is replaced after half the time that it holds, and at least twice a day; after a failure it is asked for
 * again in a minute.
 */
public final class Staples implements AutoCloseable {
    private static final Log log = Log.of(Staples.class);
    private static final Duration RETRY = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofHours(12);
    private static final Duration STOP = Duration.ofSeconds(5);

    private final Supplier<List<Stapled>> shown;
    private final RevocationSettings settings;
    private final RevocationMetrics metrics;
    private final InstantSource clock;
    private final Duration look;
    private final HttpClient client;
    private final Map<Stapled, State> states = new HashMap<>();
    private final Thread thread = Thread.ofPlatform().name("ocsp-staples").unstarted(this::run);
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** @param ends when what is stapled now ends, {@code null} where nothing is */
    private record State(Instant due, @Nullable Instant ends) {}

    private Staples(
            Supplier<List<Stapled>> shown,
            RevocationSettings settings,
            RevocationMetrics metrics,
            InstantSource clock,
            Duration look) {
        this.shown = shown;
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
        this.look = look;
        this.client = HttpClient.newBuilder()
                .connectTimeout(settings.ocspTimeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /**
     * @param shown the certificates that are shown now; equal ones are the same certificate
     * @param look how often is looked whether they have changed or something is due
     */
    public static Staples start(
            Supplier<List<Stapled>> shown,
            RevocationSettings settings,
            RevocationMetrics metrics,
            InstantSource clock,
            Duration look) {
        Staples staples = new Staples(shown, settings, metrics, clock, look);
        staples.thread.start();
        return staples;
    }

    private void run() {
        try {
            do {
                round();
            } while (!stopped.await(look.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException stopping) {
            // the end
        }
    }

    private void round() throws InterruptedException {
        Set<Stapled> now = new HashSet<>(shown.get());
        states.keySet().retainAll(now);
        for (Stapled certificate : now) {
            State state = states.get(certificate);
            if (state == null || !clock.instant().isBefore(state.due())) {
                states.put(certificate, fetch(certificate, state == null ? null : state.ends()));
            } else if (state.ends() != null && !clock.instant().isBefore(state.ends())) {
                certificate.staple(null);
                states.put(certificate, new State(state.due(), null));
            }
        }
    }

    private State fetch(Stapled certificate, @Nullable Instant ends) throws InterruptedException {
        String subject = certificate.leaf().getSubjectX500Principal().getName();
        URI address = AuthorityInformation.ocspOf(certificate.leaf());
        if (address == null) {
            log.at(Event.STAPLE_IMPOSSIBLE)
                    .addKeyValue("certificate", subject)
                    .log("no OCSP response can be stapled to {}: it names no responder (authorityInfoAccess)", subject);
            return new State(Instant.MAX, null);
        }
        OcspResponder.Fetched fetched = new OcspResponder(address, client, settings, clock)
                .fetch(Issuer.of(certificate.issuer()), certificate.leaf().getSerialNumber(), false);
        Instant now = clock.instant();
        return switch (fetched.answer()) {
            case OcspAnswer.Good(Instant from, Instant until) -> {
                metrics.stapled("good");
                certificate.staple(fetched.response());
                Instant end = until == null ? from.plus(settings.ocspCacheMaxAge()) : until;
                yield new State(now.plus(pause(Duration.between(now, end))), end);
            }
            case OcspAnswer.Revoked revoked -> {
                metrics.stapled("revoked");
                certificate.staple(null);
                log.at(Event.SERVER_CERTIFICATE_REVOKED)
                        .addKeyValue("certificate", subject)
                        .log(
                                "the server's certificate {} was revoked by its issuer at {}: clients that ask do not"
                                        + " connect; get another one",
                                subject,
                                revoked.since());
                yield new State(now.plus(RETRY), null);
            }
            case OcspAnswer.Nothing nothing -> {
                metrics.stapled("failed");
                log.at(Event.STAPLE_FAILED)
                        .addKeyValue("certificate", subject)
                        .log("no new OCSP response for {}, asked again in {}: {}", subject, RETRY, nothing.why());
                yield new State(now.plus(RETRY), ends);
            }
        };
    }

    private static Duration pause(Duration holds) {
        Duration half = holds.dividedBy(2);
        return half.compareTo(LONGEST) > 0 ? LONGEST : half.compareTo(RETRY) < 0 ? RETRY : half;
    }

    /** Ends a question that is on its way. Idempotent. */
    @Override
    public void close() {
        stopped.countDown();
        thread.interrupt();
        try {
            if (!thread.join(STOP)) {
                log.at(Event.STOP_SLOW).log("fetching OCSP responses took longer than {} to end; going on", STOP);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        client.shutdownNow();
    }
}
