package io.gatehouse.sigv4;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The head of a request, by names in lower case. */
final class HeaderFields {
    private static final int MOST_HEADERS = 256;
    private static final int MOST_CHARACTERS = 64 * 1024;

    private final Map<String, List<String>> values;

    private HeaderFields(Map<String, List<String>> values) {
        this.values = values;
    }

    static HeaderFields read(List<Header> headers) throws NotVerified {
        long characters = headers.stream()
                .mapToLong(header -> header.name().length() + header.value().length())
                .sum();
        if (headers.size() > MOST_HEADERS || characters > MOST_CHARACTERS) {
            throw NotVerified.incomplete("headers: " + headers.size() + " with " + characters
                    + " characters (expected: at most " + MOST_HEADERS + " with " + MOST_CHARACTERS + ")");
        }
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (Header header : headers) {
            if (!isBytes(header.value())) {
                throw NotVerified.incomplete("headers: a character that is no byte (expected: what was sent)");
            }
            values.computeIfAbsent(header.name().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                    .add(header.value());
        }
        return new HeaderFields(values);
    }

    private static boolean isBytes(String value) {
        return value.chars().allMatch(c -> c <= 0xff);
    }

    Set<String> names() {
        return values.keySet();
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** The value of a header that may be there once. */
    @Nullable
    String only(String name) throws NotVerified {
        List<String> found = values.getOrDefault(name, List.of());
        if (found.size() > 1) {
            throw NotVerified.incomplete(name + ": more than once (expected: once)");
        }
        return found.isEmpty() ? null : found.getFirst().strip();
    }

    /**
     * What is signed of a header: its values in the order they came, with commas between, each without white space
     * around it and with one space for each run of it inside. A value that was folded over several lines is one.
     *
     * @param name of one that is there
     */
    String canonical(String name) {
        return values.getOrDefault(name, List.of()).stream()
                .map(HeaderFields::trimmed)
                .collect(Collectors.joining(","));
    }

    private static String trimmed(String value) {
        StringBuilder text = new StringBuilder(value.length());
        boolean gap = false;
        for (int at = 0; at < value.length(); at++) {
            char c = value.charAt(at);
            if (c == ' ' || c >= '\t' && c <= '\r') {
                gap = true;
                continue;
            }
            if (gap && !text.isEmpty()) {
                text.append(' ');
            }
            gap = false;
            text.append(c);
        }
        return text.toString();
    }
}
