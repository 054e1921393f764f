package io.gatehouse.revocation;

import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One source of CRLs, and those of it that are in use: the last good ones, whatever came since. Loads one at a time;
 * what is in use may be read by any thread.
 */
final class CrlShelf {
    static final Log log = Log.of(CrlShelf.class);

    private final CrlSource source;
    private final Supplier<List<Issuer>> issuers;
    private final Duration skew;
    private final InstantSource clock;
    private byte @Nullable [] refused; // of a bundle that may become good when an authority is added
    private byte[] digest = {}; // of what is in use
    private byte[] seen = {}; // of what was read last
    private volatile State state = new State(List.of(), null, null, 0);

    CrlShelf(CrlSource source, Supplier<List<Issuer>> issuers, Duration skew, InstantSource clock) {
        this.source = source;
        this.issuers = issuers;
        this.skew = skew;
        this.clock = clock;
    }

    /**
     * As of one moment.
     *
     * @param problem of the last load, {@code null} where it went well
     * @param loadedAt when the CRLs in use were taken
     * @param failures since the start
     */
    record State(
            List<Crl> crls,
            @Nullable String problem,
            @Nullable Instant loadedAt,
            long failures) {
        private State failed(String why) {
            return new State(crls, why, loadedAt, failures + 1);
        }
    }

    /** What a load came to. */
    enum Load {
        CHANGED,
        UNCHANGED,
        FAILED
    }

    String name() {
        return source.name();
    }

    State state() {
        return state;
    }

    boolean isDue() {
        return source.isDue();
    }

    /** What was good before this process, where nothing newer can be had. */
    synchronized boolean loadKept() {
        byte[] kept = source.kept();
        String why = state.problem();
        if (kept == null || take(kept) == Load.FAILED) {
            return false;
        }
        state = new State(state.crls(), why, state.loadedAt(), state.failures());
        log.at(Event.CRL_OF_LAST_FETCH)
                .addKeyValue("source", name())
                .log("the CRL of the last fetch counts, since none can be had now");
        return true;
    }

    /** Reads now. Blocks for as long as the source does. */
    synchronized Load load() throws InterruptedException {
        try {
            byte[] bytes = source.read();
            if (bytes == null || isTheSame(bytes)) {
                state = new State(state.crls(), null, state.loadedAt(), state.failures());
                source.scheduled(staleMillis());
                return Load.UNCHANGED;
            }
            Load load = take(bytes);
            if (load != Load.FAILED) {
                source.taken(bytes);
                source.scheduled(staleMillis());
            }
            return load;
        } catch (IOException failed) {
            return fail(String.valueOf(failed.getMessage()));
        }
    }

    /** An authority was added: what was refused may be good now. */
    synchronized Load again() {
        return refused == null ? Load.UNCHANGED : take(refused);
    }

    private Load take(byte[] bytes) {
        byte[] now = Digests.sha256(bytes);
        boolean again = Arrays.equals(seen, now); // a file that is looked at twice is one failure
        long failures = state.failures();
        seen = now;
        Load load = judge(bytes, now);
        if (load == Load.FAILED && again) {
            state = new State(state.crls(), state.problem(), state.loadedAt(), failures);
        }
        return load;
    }

    private Load judge(byte[] bytes, byte[] now) {
        return switch (CrlBundle.read(
                bytes, name(), issuers.get(), clock.instant().plus(skew))) {
            case CrlBundle.Reading.Refused(String problem) -> {
                refused = bytes;
                yield fail(problem);
            }
            case CrlBundle.Reading.Read(List<Crl> crls) -> {
                Crl older = older(crls);
                if (older != null) {
                    refused = null;
                    yield fail("older than what is in use: " + older.words()
                            + " (expected: a newer one; an old one would let revoked certificates in)");
                }
                refused = null;
                digest = now;
                state = new State(crls, null, clock.instant(), state.failures());
                crls.forEach(crl -> log.at(Event.CRL_LOADED)
                        .addKeyValue("entries", crl.serials().size())
                        .addKeyValue("nextUpdate", crl.nextUpdate())
                        .log("in use: {}", crl.words()));
                yield Load.CHANGED;
            }
        };
    }

    private boolean isTheSame(byte[] bytes) {
        return digest.length > 0 && Arrays.equals(digest, Digests.sha256(bytes));
    }

    private @Nullable Crl older(List<Crl> crls) {
        for (Crl crl : crls) {
            Crl current = Crls.like(state.crls(), crl);
            if (current != null && Crls.isNewer(current, crl)) {
                return crl;
            }
        }
        return null;
    }

    private Load fail(String problem) {
        boolean news = !problem.equals(state.problem());
        state = state.failed(problem);
        if (news) {
            log.at(Event.CRL_FAILED)
                    .addKeyValue("source", name())
                    .addKeyValue("problem", problem)
                    .log(
                            state.crls().isEmpty()
                                    ? "a CRL cannot be used: whom it revokes is let in"
                                    : "a new CRL cannot be used: the one before counts on");
        }
        return Load.FAILED;
    }

    private long staleMillis() {
        return state.crls().stream()
                .map(Crl::nextUpdate)
                .filter(next -> next != null)
                .mapToLong(Instant::toEpochMilli)
                .min()
                .orElse(Long.MAX_VALUE);
    }
}
