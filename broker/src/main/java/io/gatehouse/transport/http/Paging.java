package io.gatehouse.transport.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is asked for: {@code maxResults} and {@code nextToken}. A token is the last name of the page
 * before; nothing is remembered for it, and it stays good whatever happens meanwhile.
 *
 * @param after names behind this one, {@code null} from the first
 */
record Paging(int max, @Nullable String after) {
    private static final int MOST = 200;
    private static final int LONGEST_TOKEN = 128 * 1024;

    /** Or {@code null}, where one of the two is not understood. */
    static @Nullable Paging of(Request request, int byDefault) {
        String asked = request.parameter("maxResults");
        int max = asked == null ? byDefault : number(asked);
        String token = request.parameter("nextToken");
        String after = token == null ? null : text(token);
        return max < 1 || max > MOST || (token != null && after == null) ? null : new Paging(max, after);
    }

    static Declined notUnderstood() {
        return Declined.invalid(
                "maxResults or nextToken: not understood (expected: 1 to " + MOST + ", and the token of an answer)");
    }

    static String token(String last) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(last.getBytes(StandardCharsets.UTF_8));
    }

    private static int number(String text) {
        return text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
    }

    private static @Nullable String text(String token) {
        if (token.isEmpty() || token.length() > LONGEST_TOKEN) {
            return null;
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            return token(text).equals(token) ? text : null;
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }
}
