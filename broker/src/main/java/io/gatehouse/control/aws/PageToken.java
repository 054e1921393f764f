package io.gatehouse.control.aws;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Where the next page of a list begins, as text that callers hand back: {@code nextToken} and {@code nextMarker}. It
 * holds the last name of the page before and what the list was asked with, so the broker keeps nothing between two
 * pages and a token outlives a restart. It opens nothing: who asks with another one sees what he may list anyway.
 */
final class PageToken {
    private static final int LONGEST = 1024;
    private static final int DIGEST = 16;
    private static final String FORM = "1";

    private PageToken() {}

    /** @param list name of the operation with everything that chooses and orders its items */
    static String of(String list, String after) {
        String text = FORM + digest(list) + after;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * @param field by which the token is called in the error
     * @throws OperationRefused InvalidRequestException: not a token, or one of another list
     */
    static String read(String field, String list, String token) {
        String start = FORM + digest(list);
        String text = decoded(token);
        if (!text.startsWith(start) || text.length() == start.length()) {
            throw OperationRefused.invalid(
                    field + ": not known (expected: what the page before answered, with the same parameters)");
        }
        return text.substring(start.length());
    }

    private static String decoded(String token) {
        if (token.length() > LONGEST) {
            return "";
        }
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            return "";
        }
    }

    private static String digest(String list) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(list.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGEST);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }
}
