package io.gatehouse.sigv4;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request says of its signature, read and not yet believed.
 *
 * @param date as it was written, {@code 20150830T123600Z}
 * @param signedHeaders in lower case, in order, each once
 * @param lifetime of a presigned request, {@code null} for one that is signed in its head
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Claim(
        Scope scope,
        String date,
        Instant signedAt,
        List<String> signedHeaders,
        byte[] signature,
        @Nullable String sessionToken,
        @Nullable Duration lifetime) {
    static final String ALGORITHM = "AWS4-HMAC-SHA256";
    static final String HOST = "host";
    static final String DATE = "x-amz-date";
    static final String TOKEN = "x-amz-security-token";
    /** A random number that a client gives each call, and that stays the same when it tries again. */
    static final String CALL_NUMBER = "amz-sdk-invocation-id";
    /** Set by every load balancer of AWS on the way, so that nobody can sign it. */
    private static final String TRACE_ID = "x-amzn-trace-id";

    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
    private static final Pattern SIGNATURE = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern NAME = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]{1,256}");

    static Claim of(
            Scope scope,
            String date,
            String signedHeaders,
            String signature,
            @Nullable String sessionToken,
            @Nullable Duration lifetime)
            throws NotVerified {
        if (!SIGNATURE.matcher(signature).matches()) {
            throw NotVerified.incomplete("Signature: (expected: 64 hexadecimal digits in lower case)");
        }
        Instant signedAt = instant(date);
        if (!date.startsWith(scope.date())) {
            throw NotVerified.invalid("Credential: of another day than the signature (expected: the same)");
        }
        return new Claim(
                scope,
                date,
                signedAt,
                names(signedHeaders),
                HexFormat.of().parseHex(signature),
                sessionToken,
                lifetime);
    }

    /** As it is sent. */
    static String text(Instant instant) {
        return FORMAT.format(instant.atOffset(ZoneOffset.UTC));
    }

    private static Instant instant(String date) throws NotVerified {
        try {
            return LocalDateTime.parse(date, FORMAT).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw NotVerified.incomplete("X-Amz-Date: (expected: as 20150830T123600Z)");
        }
    }

    private static List<String> names(String signedHeaders) throws NotVerified {
        List<String> names = List.of(signedHeaders.split(";", -1));
        for (int at = 0; at < names.size(); at++) {
            boolean inOrder = at == 0 || names.get(at - 1).compareTo(names.get(at)) < 0;
            if (!inOrder || !NAME.matcher(names.get(at)).matches()) {
                throw NotVerified.incomplete(
                        "SignedHeaders: (expected: names in lower case, in order, each once, with ; between them)");
            }
        }
        return names;
    }

    boolean isPresigned() {
        return lifetime != null;
    }

    /**
     * Refuses a signature that leaves out what matters: the host, the date, and whatever AWS's services read from the
     * head. Of MQTT over WebSocket the session token may be left out.
     */
    void checkSignedHeaders(HeaderFields headers) throws NotVerified {
        for (String name : signedHeaders) {
            if (!headers.has(name)) {
                throw NotVerified.incomplete(
                        "SignedHeaders: a header that is not there (expected: each of the request)");
            }
        }
        Set<String> signed = Set.copyOf(signedHeaders);
        if (!signed.contains(HOST)) {
            throw NotVerified.incomplete("SignedHeaders: without host (expected: with it)");
        }
        for (String name : headers.names()) {
            boolean matters = (name.startsWith("x-amz-") || name.startsWith("x-amzn-")) && !name.equals(TRACE_ID);
            boolean appended = name.equals(TOKEN) && scope.service().equals(Scope.GATEWAY);
            if (matters && !appended && !signed.contains(name)) {
                throw NotVerified.incomplete(
                        "SignedHeaders: without a header that begins with x-amz (expected: all of them)");
            }
        }
    }

    /** The session token and the signature are secrets as long as they count. */
    @Override
    public String toString() {
        return "Claim[" + scope.accessKeyId() + ", " + scope.text() + ", " + date + "]";
    }
}
