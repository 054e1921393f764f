package io.gatehouse.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked about a device certificate beside the registry. Nothing is, unless configured.
 *
 * @param issuers PEM file of authorities whose CRLs and OCSP answers count, beside those that are registered
 * @param crlFiles files with CRLs, PEM or DER, each with as many as it likes
 * @param crlUrls where CRLs are fetched from, http or https
 * @param crlRefresh how often they are fetched, give or take a tenth
 * @param crlTimeout of one fetch, from the connect to the last byte
 * @param maxCrlBytes of one file or body
 * @param staleCrl what becomes of certificates whose issuer's CRL is past its nextUpdate
 * @param clockSkew how far the clocks of issuers and responders may be from ours
 * @param ocsp whether certificates are asked for by OCSP, and what no answer means
 * @param ocspResponder asked about every certificate; {@code null} for none
 * @param ocspAia without {@code ocspResponder}: ask where the certificate says, once its issuer's signature is verified
 * @param ocspNonce send one, and take no answer without it
 * @param ocspTimeout of one request
 * @param ocspConcurrency requests at once
 * @param ocspCacheEntries answers that are remembered
 * @param ocspCacheMaxAge an answer is asked for again after so long, whatever its nextUpdate
 * @param stapling whether OCSP responses for the server's own certificates are fetched
 */
public record RevocationSettings(
        @Nullable Path issuers,
        List<String> crlFiles,
        List<String> crlUrls,
        Duration crlRefresh,
        Duration crlTimeout,
        int maxCrlBytes,
        StaleCrl staleCrl,
        Duration clockSkew,
        Ocsp ocsp,
        String ocspResponder,
        boolean ocspAia,
        boolean ocspNonce,
        Duration ocspTimeout,
        int ocspConcurrency,
        int ocspCacheEntries,
        Duration ocspCacheMaxAge,
        Stapling stapling) {

    /** What a CRL past its nextUpdate means. */
    public enum StaleCrl {
        /** It counts on; a warning and a metric tell. A CRL that is missing at the start is told and done without. */
        SOFT,
        /** Certificates of its issuer are refused. A CRL that is missing at the start stops the start. */
        HARD
    }

    /** Whether certificates are asked for by OCSP. */
    public enum Ocsp {
        OFF,
        /** Who is not answered for is let in; a warning and a metric tell. */
        SOFT,
        /** Who is not answered for is refused. */
        HARD
    }

    /** Where an OCSP response for the server's own certificates comes from. */
    public enum Stapling {
        /** From {@code ocsp-response} of the certificate, or from nowhere. */
        OFF,
        /** From the responder that the certificate names, where it has no {@code ocsp-response}. */
        FETCH
    }

    public static final RevocationSettings DEFAULTS = new RevocationSettings(
            null,
            List.of(),
            List.of(),
            Duration.ofHours(1),
            Duration.ofSeconds(10),
            64 * 1024 * 1024,
            StaleCrl.SOFT,
            Duration.ofMinutes(5),
            Ocsp.OFF,
            "",
            false,
            false,
            Duration.ofSeconds(2),
            32,
            1_000_000,
            Duration.ofHours(1),
            Stapling.OFF);

    public RevocationSettings {
        crlFiles = List.copyOf(crlFiles);
        crlUrls = List.copyOf(crlUrls);
        Check.that(
                crlFiles.stream().noneMatch(String::isBlank),
                "crlFiles",
                String.join(", ", crlFiles),
                "paths, none of them empty");
        Check.that(
                crlUrls.stream().allMatch(RevocationSettings::isWebAddress),
                "crlUrls",
                String.join(", ", crlUrls),
                "http or https addresses");
        Check.that(crlFiles.size() + crlUrls.size() <= 256, "crlFiles", crlFiles.size(), "with crlUrls at most 256");
        Check.that(crlRefresh.toSeconds() >= 1, "crlRefresh", crlRefresh, "1s or longer");
        Check.positive("crlTimeout", crlTimeout);
        Check.range("maxCrlBytes", maxCrlBytes, 1024, 1 << 30);
        Check.notNegative("clockSkew", clockSkew);
        Check.that(
                ocspResponder.isEmpty() || isWebAddress(ocspResponder),
                "ocspResponder",
                ocspResponder,
                "an http or https address, or nothing");
        Check.that(
                ocsp == Ocsp.OFF || ocspAia || !ocspResponder.isEmpty(),
                "ocsp",
                ocsp,
                "off, or set together with ocspResponder or ocspAia");
        Check.positive("ocspTimeout", ocspTimeout);
        Check.range("ocspConcurrency", ocspConcurrency, 1, 1024);
        Check.range("ocspCacheEntries", ocspCacheEntries, 1, 10_000_000);
        Check.that(ocspCacheMaxAge.toSeconds() >= 1, "ocspCacheMaxAge", ocspCacheMaxAge, "1s or longer");
    }

    private static boolean isWebAddress(String text) {
        try {
            URI address = URI.create(text);
            return address.getHost() != null
                    && ("http".equals(address.getScheme()) || "https".equals(address.getScheme()));
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
    }
}
