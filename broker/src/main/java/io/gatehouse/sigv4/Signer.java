package io.gatehouse.sigv4;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The sending side: signs requests with an access key, in the head, as AWS's clients do. Each call gets a random number
 * that is signed too, so that no two signatures are the same and none of them is taken for a repetition.
 *
 * <p>Any thread; keeps the secret in memory for as long as it lives.
 */
public final class Signer {
    private final String accessKeyId;
    private final String secret;
    private final String region;
    private final String service;

    /**
     * @param region lower-case letters, digits and hyphens; a broker of ours takes any
     * @param service {@code iot} for the control plane
     */
    public Signer(String accessKeyId, String secret, String region, String service) {
        this.accessKeyId = accessKeyId;
        this.secret = secret;
        this.region = region;
        this.service = service;
    }

    /**
     * The headers to send with the request besides those it has.
     *
     * @param request with {@code host} among its headers; its path and query encoded as they are sent
     * @throws IllegalArgumentException where it is in no form that can be signed, which a caller's own code decides
     */
    public List<Header> sign(Request request, Instant now) {
        String date = Claim.text(now);
        List<Header> added = new ArrayList<>();
        added.add(new Header(Claim.DATE, date));
        added.add(new Header(Claim.CALL_NUMBER, UUID.randomUUID().toString()));
        List<Header> all = new ArrayList<>(request.headers());
        all.addAll(added);
        Scope scope = new Scope(accessKeyId, date.substring(0, 8), region, service);
        added.add(new Header(AuthorizationHeader.NAME, authorization(request, all, scope, date)));
        return List.copyOf(added);
    }

    private String authorization(Request request, List<Header> all, Scope scope, String date) {
        byte[] key = secret.getBytes(StandardCharsets.UTF_8);
        try {
            HeaderFields headers = HeaderFields.read(all);
            List<String> signed = headers.names().stream().sorted().toList();
            String canonical = CanonicalRequest.of(
                    request.method(),
                    Target.canonical(request.path()),
                    Query.read(request.query()).canonical(Set.of()),
                    signed,
                    headers,
                    request.payloadSha256());
            byte[] signature = SigningKey.derive(key, scope).sign(scope, date, canonical);
            return AuthorizationHeader.of(scope, signed, HexFormat.of().formatHex(signature));
        } catch (NotVerified unsignable) {
            throw new IllegalArgumentException(
                    "request: " + request + " (expected: one that can be signed)", unsignable);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "Signer[" + accessKeyId + "]";
    }
}
