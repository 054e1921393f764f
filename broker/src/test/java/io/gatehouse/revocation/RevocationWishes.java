package io.gatehouse.revocation;

import io.gatehouse.config.RevocationSettings;
import io.gatehouse.config.RevocationSettings.Ocsp;
import io.gatehouse.config.RevocationSettings.StaleCrl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Settings of a test: the defaults, and what it wants otherwise. */
public record RevocationWishes(
        @Nullable Path issuers,
        List<String> files,
        List<String> urls,
        Duration refresh,
        int maxBytes,
        StaleCrl stale,
        Ocsp ocsp,
        String responder,
        boolean aia,
        boolean nonce,
        int cache,
        Duration cacheAge) {
    public static RevocationWishes none() {
        RevocationSettings d = RevocationSettings.DEFAULTS;
        return new RevocationWishes(
                null,
                List.of(),
                List.of(),
                d.crlRefresh(),
                d.maxCrlBytes(),
                d.staleCrl(),
                d.ocsp(),
                "",
                false,
                false,
                d.ocspCacheEntries(),
                d.ocspCacheMaxAge());
    }

    public RevocationWishes issuers(Path file) {
        return new RevocationWishes(
                file, files, urls, refresh, maxBytes, stale, ocsp, responder, aia, nonce, cache, cacheAge);
    }

    public RevocationWishes files(Path... paths) {
        List<String> names = List.of(paths).stream().map(Path::toString).toList();
        return new RevocationWishes(
                issuers, names, urls, refresh, maxBytes, stale, ocsp, responder, aia, nonce, cache, cacheAge);
    }

    public RevocationWishes urls(String... addresses) {
        return new RevocationWishes(
                issuers,
                files,
                List.of(addresses),
                refresh,
                maxBytes,
                stale,
                ocsp,
                responder,
                aia,
                nonce,
                cache,
                cacheAge);
    }

    public RevocationWishes every(Duration interval) {
        return new RevocationWishes(
                issuers, files, urls, interval, maxBytes, stale, ocsp, responder, aia, nonce, cache, cacheAge);
    }

    public RevocationWishes atMost(int bytes) {
        return new RevocationWishes(
                issuers, files, urls, refresh, bytes, stale, ocsp, responder, aia, nonce, cache, cacheAge);
    }

    public RevocationWishes hard() {
        return new RevocationWishes(
                issuers, files, urls, refresh, maxBytes, StaleCrl.HARD, ocsp, responder, aia, nonce, cache, cacheAge);
    }

    public RevocationWishes ocsp(Ocsp mode, String address) {
        return new RevocationWishes(
                issuers, files, urls, refresh, maxBytes, stale, mode, address, aia, nonce, cache, cacheAge);
    }

    public RevocationWishes withAia() {
        return new RevocationWishes(
                issuers, files, urls, refresh, maxBytes, stale, ocsp, "", true, nonce, cache, cacheAge);
    }

    public RevocationWishes withNonce() {
        return new RevocationWishes(
                issuers, files, urls, refresh, maxBytes, stale, ocsp, responder, aia, true, cache, cacheAge);
    }

    public RevocationWishes remembering(int entries, Duration age) {
        return new RevocationWishes(
                issuers, files, urls, refresh, maxBytes, stale, ocsp, responder, aia, nonce, entries, age);
    }

    public RevocationSettings settings() {
        RevocationSettings d = RevocationSettings.DEFAULTS;
        return new RevocationSettings(
                issuers,
                files,
                urls,
                refresh,
                Duration.ofSeconds(2),
                maxBytes,
                stale,
                d.clockSkew(),
                ocsp,
                responder,
                aia,
                nonce,
                Duration.ofSeconds(2),
                d.ocspConcurrency(),
                cache,
                cacheAge,
                d.stapling());
    }
}
