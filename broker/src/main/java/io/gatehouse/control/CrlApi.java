package io.gatehouse.control;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operations on certificate revocation lists and their shapes. */
public final class CrlApi {
    public static final Operation<BrokerApi.Nothing, Listing> LIST =
            new Operation<>("crl/list", BrokerApi.Nothing.class, Listing.class);

    /** Reads all files and fetches all addresses now. */
    public static final Operation<BrokerApi.Nothing, Reloads> RELOAD =
            new Operation<>("crl/reload", BrokerApi.Nothing.class, Reloads.class);

    private CrlApi() {}

    /**
     * Everything that is configured.
     *
     * @param summary in one line, OCSP included
     */
    public record Listing(String summary, List<Source> sources) {}

    /**
     * A file or an address.
     *
     * @param loadedAt when what is in use was taken
     * @param problem of the last load; what is in use counts on
     */
    public record Source(
            String source,
            @Nullable Instant loadedAt,
            @Nullable String problem,
            List<Crl> crls) {}

    /**
     * A CRL in use.
     *
     * @param number cRLNumber, where it has one
     * @param entries certificates it revokes
     * @param bytes of memory
     */
    public record Crl(
            String issuer,
            @Nullable String number,
            Instant thisUpdate,
            @Nullable Instant nextUpdate,
            boolean stale,
            int entries,
            long bytes) {}

    public record Reloads(List<Reload> sources) {}

    /**
     * What came of one source.
     *
     * @param result {@code CHANGED}, {@code UNCHANGED} or {@code FAILED}
     */
    public record Reload(
            String source, String result, @Nullable String problem) {}
}
