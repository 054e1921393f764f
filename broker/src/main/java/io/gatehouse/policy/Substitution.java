package io.gatehouse.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of one connection, and which of them may stand in a pattern.
 *
 * <p>Substituted text is literal for every matcher, so a {@code *} in a value is harmless to {@link Glob}. It is not
 * harmless to the matcher after it: a subscription to {@code a/#} that a pattern takes for five characters is a
 * wildcard to the topic trie. Hence the rules, which make a value as good as unknown where it has
 *
 * <ul>
 *   <li>any of {@code * ? $ + #}: AWS's rule for values of certificates, here for every value;
 *   <li>a slash, if it is the client id and the resource does not begin with {@code client/}: who calls itself
 *       {@code lamp/secret} would share in what belongs to {@code lamp};
 *   <li>control characters, U+FEFF, half a surrogate pair, nothing at all, or more than 1,024 characters.
 * </ul>
 *
 * <p>Such a value is <em>withheld</em>. An Allow then matches nothing. A Deny may not: a client that calls itself
 * {@code a*} would have written itself out of every {@code Deny … ${iot:ClientId}}. There any text may stand in the
 * place of the variable, which denies at least what the value would have denied.
 */
final class Substitution {
    private static final int MAX_LENGTH = 1024;
    private static final String METACHARACTERS = "*?$+#";
    private static final String ESCAPED_IN_CERTIFICATES = ",\"\\+=<>;";
    private static final char BYTE_ORDER_MARK = '\ufeff';

    private final Variables variables;

    Substitution(Variables variables) {
        this.variables = variables;
    }

    /** What the name of a document stands for, as it is: index and {@code .List} are resolved, nothing is withheld. */
    List<String> values(String name) {
        VariableNames.Reference reference = VariableNames.reference(name);
        return reference == null ? List.of() : reference.of(variables);
    }

    /** The text to put in for the variable, or {@code null} where it has no usable value. */
    @Nullable
    String value(String name) {
        VariableNames.Reference reference = VariableNames.reference(name);
        if (reference == null || reference.kind() == VariableNames.Kind.SET) {
            return null;
        }
        List<String> values = reference.of(variables);
        String value = values.isEmpty() ? "" : values.getFirst();
        if (value.isEmpty() || value.length() > MAX_LENGTH || !isPlain(value)) {
            return null;
        }
        return VariableNames.isFromCertificate(name) ? escaped(value) : value;
    }

    /** As {@link #value}, for a resource that does not begin with {@code client/}: it may be a topic or a filter. */
    @Nullable
    String valueInTopic(String name) {
        String value = value(name);
        return value != null && name.equals(VariableNames.CLIENT_ID) && value.indexOf('/') >= 0 ? null : value;
    }

    /** True where there is no text to put in. */
    boolean isMissing(String name) {
        return value(name) == null;
    }

    /** True where there is a value that may not be put in, as opposed to none. */
    boolean isWithheld(String name) {
        return isMissing(name) && hasValue(name);
    }

    /** True where the connection has a value of that name, usable or not. */
    boolean hasValue(String name) {
        return !values(name).isEmpty();
    }

    /** A loop, not a stream: it runs for every variable of every connection. */
    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); ) {
            int c = value.codePointAt(i);
            if (Character.isISOControl(c)
                    || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) // half a pair
                    || c == BYTE_ORDER_MARK
                    || METACHARACTERS.indexOf(c) >= 0) {
                return false;
            }
            i += Character.charCount(c);
        }
        return true;
    }

    /** AWS puts a backslash before these in values of certificates ("X.509 certificate policy variables"). */
    static String escaped(String value) {
        StringBuilder escaped = new StringBuilder(value.length() + 8);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (ESCAPED_IN_CERTIFICATES.indexOf(c) >= 0) {
                escaped.append('\\');
            }
            escaped.append(c);
        }
        return escaped.toString();
    }
}
