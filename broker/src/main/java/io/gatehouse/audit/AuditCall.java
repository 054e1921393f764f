package io.gatehouse.audit;

import org.jspecify.annotations.Nullable;

/**
 * One call that changed something, or was to. Holds no document, key or token: of what was changed there are digests,
 * which {@link Audit#digest} makes. The digest of a thing that is easy to guess says what it was, so that nothing
 * secret may be in what is digested.
 *
 * @param operator who called
 * @param from the peer's address, or how else the call came
 * @param operation its name, {@code CreateThing}
 * @param resource what it was about, its ARN or name, at most {@link #MOST_CHARACTERS} characters; what is longer is
 *     cut
 * @param before digest of the resource before the call, {@code null} where it was not there
 * @param after digest of it after the call, {@code null} where it is not there
 * @param result {@code ok}, or the name of the error
 */
public record AuditCall(
        String operator,
        String from,
        String operation,
        String resource,
        @Nullable String before,
        @Nullable String after,
        String result) {
    static final int MOST_CHARACTERS = 2048;
    private static final int MOST_OF_A_NAME = 256;

    public AuditCall {
        operator = cut(operator, MOST_OF_A_NAME);
        from = cut(from, MOST_OF_A_NAME);
        operation = cut(operation, MOST_OF_A_NAME);
        resource = cut(resource, MOST_CHARACTERS);
        before = before == null ? null : cut(before, MOST_OF_A_NAME);
        after = after == null ? null : cut(after, MOST_OF_A_NAME);
        result = cut(result, MOST_OF_A_NAME);
    }

    /** Half of a surrogate pair is no text, and would not be read as it was written. */
    private static String cut(String text, int most) {
        StringBuilder whole = new StringBuilder();
        text.codePoints()
                .limit(most)
                .map(c -> Character.getType(c) == Character.SURROGATE ? 0xfffd : c)
                .forEach(whole::appendCodePoint);
        if (text.codePointCount(0, text.length()) > most) {
            whole.append('…');
        }
        return whole.toString();
    }
}
