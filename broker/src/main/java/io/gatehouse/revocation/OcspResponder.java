package io.gatehouse.revocation;

import io.gatehouse.config.RevocationSettings;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A responder, asked over HTTP (RFC 6960 appendix A.1). Any thread but an event loop; waits for the answer. One that
 * did not answer several times in a row is left alone for a while, so that devices do not wait for it one by one.
 */
final class OcspResponder {
    private static final int MAX_ANSWER_BYTES = 64 * 1024;
    private static final int FAILURES_IN_A_ROW = 3;
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final URI address;
    private final HttpClient client;
    private final RevocationSettings settings;
    private final InstantSource clock;
    private final AtomicInteger failures = new AtomicInteger();
    private volatile long pausedNanos;

    OcspResponder(URI address, HttpClient client, RevocationSettings settings, InstantSource clock) {
        this.address = address;
        this.client = client;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * An answer and how it was judged.
     *
     * @param response in DER; empty where there was none
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Fetched(OcspAnswer answer, byte[] response) {}

    OcspAnswer ask(Issuer issuer, BigInteger serial) throws InterruptedException {
        return fetch(issuer, serial, settings.ocspNonce()).answer();
    }

    /** @param withNonce send one, and take no answer without it: such an answer is good for nobody else */
    Fetched fetch(Issuer issuer, BigInteger serial, boolean withNonce) throws InterruptedException {
        if (failures.get() >= FAILURES_IN_A_ROW && System.nanoTime() - pausedNanos < PAUSE_NANOS) {
            return unreachable("did not answer a moment ago");
        }
        try {
            OcspExchange exchange = new OcspExchange(issuer, serial, withNonce);
            HttpResponse<byte[]> response = answer(HttpRequest.newBuilder(address)
                    .header("Content-Type", "application/ocsp-request")
                    .header("Accept", "application/ocsp-response")
                    .POST(BodyPublishers.ofByteArray(exchange.request()))
                    .build());
            failures.set(0);
            if (response.statusCode() != 200) {
                return unreachable("status " + response.statusCode() + " (expected: 200)");
            }
            return new Fetched(
                    exchange.answer(response.body(), clock.instant(), settings.clockSkew(), settings.ocspCacheMaxAge()),
                    response.body());
        } catch (IOException failed) {
            pausedNanos = System.nanoTime();
            failures.incrementAndGet();
            return unreachable(String.valueOf(failed.getMessage()));
        } catch (GeneralSecurityException unusable) {
            return nothing(
                    OcspAnswer.Kind.NOT_ASKED, "the authority's certificate cannot be used: " + unusable.getMessage());
        }
    }

    private HttpResponse<byte[]> answer(HttpRequest request) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> asked =
                client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
        try {
            return asked.get(settings.ocspTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new IOException("no answer within revocation.ocsp-timeout", late);
        } catch (ExecutionException failed) {
            throw new IOException(String.valueOf(failed.getCause()), failed.getCause());
        } finally {
            asked.cancel(true);
        }
    }

    private Fetched unreachable(String why) {
        return nothing(OcspAnswer.Kind.UNREACHABLE, address + ": " + why);
    }

    private static Fetched nothing(OcspAnswer.Kind kind, String why) {
        return new Fetched(new OcspAnswer.Nothing(kind, why), new byte[0]);
    }
}
