package io.gatehouse.sigv4;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A signature in the head: {@code Authorization: AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…}, beside
 * {@code X-Amz-Date}.
 */
final class AuthorizationHeader {
    static final String NAME = "authorization";
    private static final Set<String> PARAMETERS = Set.of("Credential", "SignedHeaders", "Signature");

    private AuthorizationHeader() {}

    /** @return {@code null} where there is no signature in the head */
    static @Nullable Claim read(HeaderFields headers, Set<String> services) throws NotVerified {
        String value = headers.only(NAME);
        if (value == null) {
            return null;
        }
        int space = value.indexOf(' ');
        String scheme = space < 0 ? value : value.substring(0, space);
        if (!scheme.toUpperCase(Locale.ROOT).startsWith("AWS4-")) {
            return null; // for whoever takes other credentials
        }
        if (space < 0 || !scheme.equals(Claim.ALGORITHM)) {
            throw NotVerified.incomplete("Authorization: another algorithm (expected: " + Claim.ALGORITHM + ")");
        }
        Map<String, String> parameters = parameters(value.substring(space + 1));
        String date = headers.only(Claim.DATE);
        if (date == null) {
            throw NotVerified.incomplete("X-Amz-Date: missing (expected: when the request was signed)");
        }
        return Claim.of(
                Scope.read(required(parameters, "Credential"), services),
                date,
                required(parameters, "SignedHeaders"),
                required(parameters, "Signature"),
                headers.only(Claim.TOKEN),
                null);
    }

    /** The value that {@link #read} reads. */
    static String of(Scope scope, List<String> signedHeaders, String signature) {
        return Claim.ALGORITHM + " Credential=" + scope.accessKeyId() + "/" + scope.text() + ", SignedHeaders="
                + String.join(";", signedHeaders) + ", Signature=" + signature;
    }

    private static Map<String, String> parameters(String text) throws NotVerified {
        Map<String, String> parameters = new HashMap<>();
        for (String piece : text.split(",", PARAMETERS.size() + 1)) {
            String parameter = piece.strip();
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            if (equals < 0 || !PARAMETERS.contains(name) || parameters.containsKey(name)) {
                throw NotVerified.incomplete(
                        "Authorization: (expected: Credential, SignedHeaders and Signature, each once)");
            }
            parameters.put(name, parameter.substring(equals + 1));
        }
        return parameters;
    }

    private static String required(Map<String, String> parameters, String name) throws NotVerified {
        String value = parameters.get(name);
        if (value == null) {
            throw NotVerified.incomplete("Authorization: without " + name + " (expected: with it)");
        }
        return value;
    }
}
