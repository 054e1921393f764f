package io.gatehouse.revocation;

import io.gatehouse.config.RevocationSettings;
import io.gatehouse.log.Event;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * CRLs that are fetched. Asked for again on time, and soon after a failure; the server is told what is here already.
 *
 * <p>What was good is kept on disk, because a broker that starts while the authority's server is down must not forget
 * who is revoked. It is verified again when it is read, so nobody gains by writing there.
 */
final class CrlAddress implements CrlSource {
    private static final Duration RETRY = Duration.ofMinutes(1);

    private final URI address;
    private final HttpClient client;
    private final RevocationSettings settings;
    private final Path kept;
    private final InstantSource clock;
    private volatile long dueMillis;
    private @Nullable String tag;
    private @Nullable String modified;
    private @Nullable String newTag;
    private @Nullable String newModified;

    /** @param folder where the last good one is kept */
    CrlAddress(URI address, HttpClient client, RevocationSettings settings, Path folder, InstantSource clock) {
        this.address = address;
        this.client = client;
        this.settings = settings;
        this.kept = folder.resolve(
                HexFormat.of().formatHex(Digests.sha256(address.toString().getBytes(StandardCharsets.UTF_8))) + ".crl");
        this.clock = clock;
    }

    @Override
    public String name() {
        return address.toString();
    }

    @Override
    public boolean isDue() {
        return clock.millis() >= dueMillis;
    }

    @Override
    public byte @Nullable [] read() throws IOException, InterruptedException {
        dueMillis = clock.millis() + Math.min(jittered(settings.crlRefresh()), RETRY.toMillis()); // if it fails
        HttpRequest.Builder request = HttpRequest.newBuilder(address).header("Accept", "application/pkix-crl, */*");
        if (tag != null) {
            request.header("If-None-Match", tag);
        }
        if (modified != null) {
            request.header("If-Modified-Since", modified);
        }
        HttpResponse<byte[]> response = answer(request.build());
        if (response.statusCode() == 304 && (tag != null || modified != null)) {
            return null;
        }
        if (response.statusCode() != 200) {
            throw new IOException("status " + response.statusCode() + " (expected: 200)");
        }
        newTag = response.headers().firstValue("ETag").orElse(null);
        newModified = response.headers().firstValue("Last-Modified").orElse(null);
        return response.body();
    }

    private HttpResponse<byte[]> answer(HttpRequest request) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> asked =
                client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), settings.maxCrlBytes()));
        try {
            return asked.get(settings.crlTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new IOException("no answer within revocation.crl-timeout", late);
        } catch (ExecutionException failed) {
            throw new IOException(String.valueOf(failed.getCause()), failed.getCause());
        } finally {
            asked.cancel(true);
        }
    }

    @Override
    public void taken(byte[] bytes) {
        tag = newTag;
        modified = newModified;
        try {
            Files.createDirectories(kept.getParent());
            Path half = kept.resolveSibling(kept.getFileName() + ".new");
            Files.write(half, bytes);
            Files.move(half, kept, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException notKept) {
            CrlShelf.log
                    .at(Event.CRL_NOT_KEPT)
                    .addKeyValue("source", address)
                    .addKeyValue("problem", notKept)
                    .log("the CRL counts, but could not be kept for the next start");
        }
    }

    @Override
    public byte @Nullable [] kept() {
        try {
            return Files.size(kept) > settings.maxCrlBytes() ? null : Files.readAllBytes(kept);
        } catch (NoSuchFileException none) {
            return null;
        } catch (IOException unreadable) {
            CrlShelf.log
                    .at(Event.CRL_FAILED)
                    .addKeyValue("source", address)
                    .addKeyValue("problem", unreadable)
                    .log("what was kept of the last fetch cannot be read");
            return null;
        }
    }

    /** Before what is here becomes stale, if that is sooner; but not all the time, where the server has nothing new. */
    @Override
    public void scheduled(long untilMillis) {
        long now = clock.millis();
        long refresh = jittered(settings.crlRefresh());
        long early = untilMillis == Long.MAX_VALUE ? Long.MAX_VALUE : untilMillis - (untilMillis - now) / 10;
        dueMillis = now + Math.max(Math.min(refresh, RETRY.toMillis()), Math.min(refresh, early - now));
    }

    private static long jittered(Duration interval) {
        long millis = interval.toMillis();
        return millis - millis / 10 + ThreadLocalRandom.current().nextLong(millis / 5 + 1);
    }
}
