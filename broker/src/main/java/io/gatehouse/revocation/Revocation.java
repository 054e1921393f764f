package io.gatehouse.revocation;

import io.gatehouse.config.RevocationSettings;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.reason.Reason;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whether the issuer of a certificate has revoked it. Any thread.
 *
 * <h2>Model</h2>
 *
 * Devices are known by the digest of their certificate, and no chain is validated; so what an authority says of a
 * certificate counts only against it, and only when the authority is known: registered, or named in {@code
 * revocation.issuers}. A CRL that no known authority signed is not used, and says so.
 *
 * <p>What is known is in memory: all CRLs in one immutable object that is replaced as a whole, and the answers of OCSP.
 * {@link #refusal} and {@link #known} look into it and never wait. What must be asked of others is asked by {@link
 * #ask}, before a device gets its CONNACK, and again by a thread of its own for as long as the device is connected.
 *
 * <h2>Fail closed</h2>
 *
 * A change that cannot be understood changes nothing: what was revoked stays so. What is configured and cannot be had
 * stops the start in hard mode. In soft mode it is told, by a line and a metric, and done without.
 */
public final class Revocation implements AutoCloseable {
    private static final Log log = Log.of(Revocation.class);
    private static final long ASK_AGAIN_SECONDS = 2;

    private final RevocationSettings settings;
    private final KnownCertificates known;
    private final InstantSource clock;
    private final @Nullable HttpClient client;
    private final CrlWatch crls;
    private final @Nullable Ocsp ocsp;
    private final Issuers issuers;
    private final AtomicLong epoch = new AtomicLong();
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile @Nullable LiveCertificates live;
    private @Nullable Thread asking;

    private Revocation(
            RevocationSettings settings,
            Path folder,
            KnownCertificates known,
            RevocationMetrics metrics,
            InstantSource clock)
            throws RevocationStartException {
        this.settings = settings;
        this.known = known;
        this.clock = clock;
        this.issuers = Issuers.open(settings.issuers(), known);
        boolean fetches = !settings.crlUrls().isEmpty() || settings.ocsp() != RevocationSettings.Ocsp.OFF;
        HttpClient http = fetches ? client(settings) : null;
        this.client = http;
        try {
            this.crls = CrlWatch.open(settings, folder, issuers, http, metrics, clock);
        } catch (RevocationStartException failed) {
            if (http != null) {
                http.shutdownNow();
            }
            throw failed;
        }
        this.ocsp = http == null || settings.ocsp() == RevocationSettings.Ocsp.OFF
                ? null
                : new Ocsp(settings, issuers, http, metrics, clock, this::ocspChanged);
    }

    private static HttpClient client(RevocationSettings settings) {
        return HttpClient.newBuilder()
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .connectTimeout(settings.crlTimeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /**
     * Reads and fetches what is configured. Blocks.
     *
     * @param folder of the broker's data, for what was fetched
     * @throws RevocationStartException the broker must not start; the message says why
     */
    public static Revocation open(
            RevocationSettings settings,
            Path folder,
            KnownCertificates known,
            RevocationMetrics metrics,
            InstantSource clock)
            throws RevocationStartException {
        return new Revocation(settings, folder.resolve("crl"), known, metrics, clock);
    }

    // ---- asked on event loops: memory only, no lock

    /**
     * Why a certificate that asks to be let in is refused, or {@code null}.
     *
     * @param id see {@code CertificateIds}
     * @param der as it is registered
     */
    public @Nullable Finding refusal(String id, byte[] der) {
        Finding listed = crls.current().of(der, clock.instant());
        return listed != null || ocsp == null ? listed : ocsp.finding(id, true);
    }

    /** As {@link #refusal}, of one that nobody has asked about yet because it is not here, or not yet. */
    public @Nullable Finding known(String id, byte[] der) {
        Finding listed = crls.current().of(der, clock.instant());
        return listed != null || ocsp == null ? listed : ocsp.finding(id, false);
    }

    /**
     * Asks about a certificate that would be let in, where that is to be done first.
     *
     * @return completes, always normally and on another thread, when {@link #refusal} knows; {@code null} where it does
     *     already
     */
    public @Nullable CompletableFuture<@Nullable Void> ask(String id, byte[] der) {
        return ocsp == null || ocsp.isKnown(id) ? null : ocsp.ask(id, der);
    }

    /** Moves with every change that may change an answer of {@link #refusal}. */
    public long epoch() {
        return epoch.get();
    }

    // ---- the rest

    /** From now on changes are noticed, and the sessions told. Called once. */
    public void watch(LiveCertificates sessions) {
        live = sessions;
        crls.watch(this::crlsChanged);
        if (ocsp != null) {
            asking = Thread.ofPlatform()
                    .name("gatehouse-ocsp-again")
                    .daemon(true)
                    .start(this::askAgain);
        }
    }

    /** An authority was registered or removed. Any thread; returns at once. */
    public void authoritiesChanged() {
        if (crls.shelves().isEmpty()) {
            issuers.refresh();
        } else {
            crls.issuersChanged();
        }
    }

    /**
     * What a reload came to.
     *
     * @param source a file or an address, as configured
     * @param problem {@code null} where there is none
     */
    public record Reloaded(
            String source, boolean changed, @Nullable String problem) {}

    /** {@code revocation.issuers}, where it is set. */
    public @Nullable Path issuersFile() {
        return issuers.file();
    }

    /**
     * Reads {@code revocation.issuers} again. A CRL that was refused for want of its issuer is judged again; one that
     * is in use stays so when its issuer has gone, because what was revoked stays revoked. Not on an event loop.
     */
    public Reloaded reloadIssuers() {
        String source = String.valueOf(issuers.file());
        try {
            boolean changed = issuers.read();
            if (changed) {
                authoritiesChanged();
            }
            return new Reloaded(source, changed, null);
        } catch (RevocationStartException refused) {
            return new Reloaded(source, false, refused.getMessage());
        }
    }

    /** Reads all files and fetches all addresses now; what is good counts when this returns. Not on an event loop. */
    public List<Reloaded> reload() {
        List<CrlShelf.Load> loads = crls.loadAll();
        List<Reloaded> reloaded = new ArrayList<>();
        for (int i = 0; i < loads.size(); i++) {
            CrlShelf shelf = crls.shelves().get(i);
            reloaded.add(new Reloaded(
                    shelf.name(),
                    loads.get(i) == CrlShelf.Load.CHANGED,
                    loads.get(i) == CrlShelf.Load.FAILED ? shelf.state().problem() : null));
        }
        return reloaded;
    }

    /** Every source and its CRLs, in the order of the configuration. */
    public List<SourceView> sources() {
        Instant now = clock.instant();
        return crls.shelves().stream().map(shelf -> SourceView.of(shelf, now)).toList();
    }

    /** What is known of one certificate, for people: one sentence each, none where nothing is configured. */
    public List<String> sentences(String id, byte[] der) {
        List<String> sentences = new ArrayList<>();
        Instant now = clock.instant();
        Finding listed = crls.current().of(der, now);
        if (listed != null) {
            sentences.add(listed.reason() + ": " + listed.detail());
        } else if (!crls.shelves().isEmpty()) {
            List<Crl> concerning = crls.current().concerning(der);
            concerning.forEach(
                    crl -> sentences.add("not listed: " + crl.words() + (crl.isStale(now) ? ", which is stale" : "")));
            if (concerning.isEmpty()) {
                sentences.add("no CRL of its issuer is in use");
            }
        }
        if (ocsp != null) {
            OcspEntry entry = ocsp.entry(id);
            sentences.add("OCSP: " + (entry == null ? "not asked yet" : entry.words()));
        }
        return sentences;
    }

    /** One line: what is configured and how it stands. */
    public String words() {
        List<String> words = new ArrayList<>();
        if (!crls.shelves().isEmpty()) {
            words.add(wordsOfCrls());
        }
        if (ocsp != null) {
            words.add("OCSP " + settings.ocsp().name().toLowerCase(Locale.ROOT));
        }
        return words.isEmpty() ? "by the registry alone" : String.join(", ", words);
    }

    private String wordsOfCrls() {
        Instant now = clock.instant();
        List<Crl> all = crls.current().all();
        long stale = all.stream().filter(crl -> crl.isStale(now)).count();
        long failed = crls.shelves().stream()
                .filter(shelf -> shelf.state().problem() != null)
                .count();
        return all.size() + (all.size() == 1 ? " CRL" : " CRLs")
                + (stale == 0 ? "" : ", " + stale + " STALE")
                + (failed == 0 ? "" : ", " + failed + (failed == 1 ? " source FAILED" : " sources FAILED"))
                + " (" + settings.staleCrl().name().toLowerCase(Locale.ROOT) + ")";
    }

    private void crlsChanged(Crls before, Crls after, long noticedNanos) {
        epoch.incrementAndGet();
        Instant now = clock.instant();
        Instant then = before == after ? Instant.EPOCH : now; // the same ones: time has made them stale
        tell(noticedNanos, der -> !Objects.equals(reason(before.of(der, then)), reason(after.of(der, now))));
    }

    private static @Nullable Reason reason(@Nullable Finding finding) {
        return finding == null ? null : finding.reason();
    }

    private void tell(long noticedNanos, Predicate<byte[]> concerned) {
        LiveCertificates sessions = live;
        if (sessions == null) {
            return;
        }
        sessions.trustChanged();
        Set<String> ids = new HashSet<>();
        for (String id : sessions.ids(false)) {
            byte[] der = known.certificate(id);
            if (der != null && concerned.test(der)) {
                ids.add(id);
            }
        }
        if (!ids.isEmpty()) {
            sessions.changed(ids, noticedNanos);
        }
    }

    /** Called where the answer came in. */
    private void ocspChanged(String id, boolean revoked) {
        epoch.incrementAndGet();
        LiveCertificates sessions = live;
        if (sessions != null) {
            if (revoked) {
                sessions.trustChanged();
            }
            sessions.changed(Set.of(id), System.nanoTime());
        }
    }

    /** Answers end while devices are connected: they are asked for again before, and who has none is put out after. */
    private void askAgain() {
        Set<String> refused = new HashSet<>();
        try {
            while (!stop.await(ASK_AGAIN_SECONDS, TimeUnit.SECONDS)) {
                try {
                    refused = askAgain(refused);
                } catch (RuntimeException defect) {
                    log.at(Event.DEFECT)
                            .setCause(defect)
                            .log("certificates could not be asked for again; trying again");
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private Set<String> askAgain(Set<String> refusedBefore) {
        Ocsp asked = ocsp;
        LiveCertificates sessions = live;
        if (asked == null || sessions == null) {
            return refusedBefore;
        }
        Set<String> refused = new HashSet<>();
        for (String id : sessions.ids(true)) {
            byte[] der = asked.isDue(id) ? known.certificate(id) : null; // which is put together when it is asked for
            if (der != null) {
                var _ = asked.ask(id, der);
            }
            if (asked.finding(id, false) != null) {
                refused.add(id);
            }
        }
        Set<String> newly = new HashSet<>(refused);
        newly.removeAll(refusedBefore);
        if (!newly.isEmpty()) {
            epoch.incrementAndGet();
            sessions.trustChanged();
            sessions.changed(newly, System.nanoTime());
        }
        return refused;
    }

    @Override
    public void close() {
        stop.countDown();
        crls.close();
        if (ocsp != null) {
            ocsp.close();
        }
        if (client != null) {
            client.shutdownNow();
        }
        Thread thread = asking;
        if (thread != null) {
            thread.interrupt();
            try {
                thread.join(TimeUnit.SECONDS.toMillis(5));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
