package io.gatehouse.control.aws;

import io.gatehouse.json.Json;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The query of a request, decoded once. A parameter that no operation asks for is ignored, as AWS does; one that is
 * there twice is refused when it is asked for. Empty values count as missing.
 */
final class Query {
    private static final int MOST = 64;

    private final Map<String, String> values;
    private final Map<String, Integer> counts;

    private Query(Map<String, String> values, Map<String, Integer> counts) {
        this.values = values;
        this.counts = counts;
    }

    /** @throws OperationRefused InvalidRequestException */
    static Query read(String query) {
        Map<String, String> values = new HashMap<>();
        Map<String, Integer> counts = new HashMap<>();
        String[] pairs = query.isEmpty() ? new String[0] : query.split("&", -1);
        if (pairs.length > MOST) {
            throw OperationRefused.invalid("query: " + pairs.length + " parameters (expected: at most " + MOST + ")");
        }
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            values.put(name, equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            counts.merge(name, 1, Integer::sum);
        }
        return new Query(values, counts);
    }

    private static String decoded(String text) {
        // A plus sign is a blank, as forms write it; only callers with a client certificate can send one, as a query
        // that is signed has %20 and %2B or is refused.
        String decoded = PercentEncoding.decoded(text.replace("+", "%20"));
        if (decoded == null) {
            throw OperationRefused.invalid(
                    "query: not percent-encoded (expected: UTF-8 without control characters, percent-encoded once)");
        }
        return decoded;
    }

    @Nullable
    String text(String name) {
        if (counts.getOrDefault(name, 0) > 1) {
            throw OperationRefused.invalid(name + ": more than once in the query (expected: once)");
        }
        String value = values.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** @throws OperationRefused InvalidRequestException where it is missing */
    String requiredText(String name) {
        String value = text(name);
        if (value == null) {
            throw OperationRefused.invalid(name + ": missing (expected: a value)");
        }
        return value;
    }

    /** Null where it is missing. */
    @Nullable
    Boolean flag(String name) {
        String value = text(name);
        if (value == null) {
            return null;
        }
        return switch (value) {
            case "true", "True" -> true;
            case "false", "False" -> false;
            default -> throw OperationRefused.invalid(name + ": " + Json.quoted(value) + " (expected: true or false)");
        };
    }

    boolean isTrue(String name) {
        return Boolean.TRUE.equals(flag(name));
    }

    /** Null where it is missing. */
    @Nullable
    Long number(String name) {
        String value = text(name);
        if (value == null) {
            return null;
        }
        try {
            return Long.valueOf(value);
        } catch (NumberFormatException e) {
            throw OperationRefused.invalid(name + ": " + Json.quoted(value) + " (expected: a whole number)");
        }
    }

    /** Null where it is missing. */
    <E extends Enum<E>> @Nullable E constant(String name, Class<E> type) {
        String value = text(name);
        return value == null ? null : EnumConstants.named(name, value, type);
    }
}
