package io.gatehouse.revocation;

import io.gatehouse.config.RevocationSettings;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the CRLs current: looks at files four times a second, fetches addresses on time, each on a thread of its own so
 * that a slow server keeps no file waiting, and puts what is good into one {@link Crls} that readers see as a whole.
 */
final class CrlWatch implements AutoCloseable {
    private static final Log log = Log.of(CrlWatch.class);
    private static final long LOOK_MILLIS = 250;

    private final RevocationSettings settings;
    private final boolean hard;
    private final InstantSource clock;
    private final Issuers issuers;
    private final List<CrlShelf> shelves = new ArrayList<>();
    private final Set<CrlShelf> loading = new HashSet<>();
    private final CountDownLatch stop = new CountDownLatch(1);
    private Set<Crl> stale = Set.of();
    private volatile Crls current = Crls.NONE;
    private volatile boolean issuersChanged;
    private volatile @Nullable Listener listener;
    private @Nullable Thread watching;

    /** Is told of other CRLs than before, or of the same, when they became stale in hard mode. */
    interface Listener {
        void changed(Crls before, Crls after, long noticedNanos);
    }

    private CrlWatch(RevocationSettings settings, Issuers issuers, InstantSource clock) {
        this.settings = settings;
        this.hard = settings.staleCrl() == RevocationSettings.StaleCrl.HARD;
        this.issuers = issuers;
        this.clock = clock;
    }

    /**
     * Loads everything once. Blocks for files, and for addresses at most as long as configured.
     *
     * @param folder where the last good fetches are kept
     * @param client there where an address is configured
     * @throws RevocationStartException in hard mode, when a source has nothing that can be used
     */
    static CrlWatch open(
            RevocationSettings settings,
            Path folder,
            Issuers issuers,
            @Nullable HttpClient client,
            RevocationMetrics metrics,
            InstantSource clock)
            throws RevocationStartException {
        CrlWatch watch = new CrlWatch(settings, issuers, clock);
        settings.crlFiles()
                .forEach(file -> watch.add(new CrlFile(Path.of(file), settings.maxCrlBytes(), clock), metrics));
        if (client != null) {
            settings.crlUrls()
                    .forEach(url ->
                            watch.add(new CrlAddress(URI.create(url), client, settings, folder, clock), metrics));
        }
        watch.loadAll();
        for (CrlShelf shelf : watch.shelves) {
            CrlShelf.State state = shelf.state();
            if (state.crls().isEmpty() && !shelf.loadKept() && watch.hard) {
                throw new RevocationStartException("revocation: " + shelf.name() + ": " + state.problem()
                        + "; the broker does not start without it, because revocation.stale-crl is hard");
            }
        }
        watch.publish(System.nanoTime());
        return watch;
    }

    private void add(CrlSource source, RevocationMetrics metrics) {
        CrlShelf shelf = new CrlShelf(source, issuers::all, settings.clockSkew(), clock);
        shelves.add(shelf);
        metrics.source(shelf);
    }

    Crls current() {
        return current;
    }

    List<CrlShelf> shelves() {
        return shelves;
    }

    /** Begins to watch. Called once. */
    void watch(Listener toTell) {
        listener = toTell;
        if (!shelves.isEmpty()) {
            watching = Thread.ofPlatform().name("gatehouse-crl").daemon(true).start(this::run);
        }
    }

    /** An authority was added or removed. Any thread; returns at once. */
    void issuersChanged() {
        issuersChanged = true;
    }

    private void run() {
        try {
            while (!stop.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                try {
                    look();
                } catch (RuntimeException defect) {
                    log.at(Event.DEFECT).setCause(defect).log("CRLs could not be looked after; trying again");
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        if (issuersChanged) {
            issuersChanged = false;
            issuers.refresh();
            boolean news = false;
            for (CrlShelf shelf : shelves) {
                news |= shelf.again() == CrlShelf.Load.CHANGED;
            }
            if (news) {
                publish(System.nanoTime());
            }
        }
        for (CrlShelf shelf : shelves) {
            if (shelf.isDue()) {
                load(shelf);
            }
        }
        lookForStale();
    }

    private void load(CrlShelf shelf) {
        long noticed = System.nanoTime();
        synchronized (loading) {
            if (!loading.add(shelf)) {
                return;
            }
        }
        Thread.ofVirtual().name("gatehouse-crl-load").start(() -> {
            try {
                if (shelf.load() == CrlShelf.Load.CHANGED) {
                    publish(noticed);
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException defect) {
                log.at(Event.DEFECT).setCause(defect).log("a CRL could not be loaded; what is in use counts on");
            } finally {
                synchronized (loading) {
                    loading.remove(shelf);
                }
            }
        });
    }

    /**
     * Reads everything now. Blocks. Any thread but an event loop.
     *
     * @return in the order of the configuration
     */
    List<CrlShelf.Load> loadAll() {
        long noticed = System.nanoTime();
        issuers.refresh();
        List<CrlShelf.Load> loads = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        CrlShelf.Load[] results = new CrlShelf.Load[shelves.size()];
        for (int i = 0; i < results.length; i++) {
            int at = i;
            results[at] = CrlShelf.Load.FAILED;
            threads.add(Thread.ofVirtual().name("gatehouse-crl-load").start(() -> {
                try {
                    results[at] = shelves.get(at).load();
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        loads.addAll(List.of(results));
        if (loads.contains(CrlShelf.Load.CHANGED)) {
            publish(noticed);
        }
        return loads;
    }

    private synchronized void publish(long noticedNanos) {
        Crls before = current;
        Crls after = new Crls(
                shelves.stream().flatMap(shelf -> shelf.state().crls().stream()).toList(), hard);
        current = after;
        Listener toTell = listener;
        if (toTell != null) {
            toTell.changed(before, after, noticedNanos);
        }
    }

    private void lookForStale() {
        Instant now = clock.instant();
        Set<Crl> stale = new HashSet<>();
        for (Crl crl : current.all()) {
            if (crl.isStale(now)) {
                stale.add(crl);
            }
        }
        Set<Crl> before = this.stale;
        this.stale = stale;
        boolean news = false;
        for (Crl crl : stale) {
            if (!before.contains(crl)) {
                news = true;
                log.at(Event.CRL_STALE)
                        .addKeyValue("nextUpdate", crl.nextUpdate())
                        .log(
                                hard ? "stale, and its issuer's devices are refused: {}" : "stale, and counts on: {}",
                                crl.words());
            }
        }
        Listener toTell = listener;
        if (news && hard && toTell != null) {
            toTell.changed(current, current, System.nanoTime());
        }
    }

    @Override
    public void close() {
        stop.countDown();
        Thread thread = watching;
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
