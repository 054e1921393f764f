package io.gatehouse.mqtt;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A topic filter (section 4.7.1), shared ({@code $share/group/filter}, section 4.8.2) or not. Immutable.
 *
 * <p>{@link #text()} is what the client sent, group and all: it is what policies are asked about. {@link #levels()} is
 * the part that is matched.
 */
public final class TopicFilter {
    public static final String ANY_LEVEL = "+";
    public static final String ANY_REST = "#";
    /** What the text of a shared subscription begins with. [MQTT-4.8.2-1] */
    public static final String SHARE = "$share/";

    private final String text;
    private final @Nullable String group;
    private final String[] levels;

    private TopicFilter(String text, @Nullable String group, String matched) {
        this.text = text;
        this.group = group;
        this.levels = split(matched);
    }

    /**
     * A filter with this text.
     *
     * @throws IllegalArgumentException if {@link #problem} finds one; whoever reads from a peer asks that first
     */
    public static TopicFilter of(String text) {
        String problem = problem(text);
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
        if (!text.startsWith(SHARE)) {
            return new TopicFilter(text, null, text);
        }
        int slash = text.indexOf('/', SHARE.length());
        return new TopicFilter(text, text.substring(SHARE.length(), slash), text.substring(slash + 1));
    }

    /** What is wrong with {@code text} as a topic filter, or {@code null}. */
    public static @Nullable String problem(String text) {
        if (text.isEmpty()) {
            return "filter: \"\" (expected: at least one character)"; // [MQTT-4.7.3-1]
        }
        if (text.equals("$share") || text.startsWith(SHARE)) {
            return sharedProblem(text);
        }
        return matchedProblem(text, 0);
    }

    private static @Nullable String sharedProblem(String text) {
        int groupStart = SHARE.length();
        int slash = text.indexOf('/', groupStart);
        // [MQTT-4.8.2-1]
        if (text.length() <= groupStart || slash == groupStart) {
            return "filter: share name is empty (expected: $share/<name>/<filter>)";
        }
        // [MQTT-4.8.2-2]
        if (slash < 0 || slash == text.length() - 1) {
            return "filter: nothing after the share name (expected: $share/<name>/<filter>)";
        }
        for (int i = groupStart; i < slash; i++) {
            char c = text.charAt(i);
            if (c == '+' || c == '#' || c == 0) {
                return "filter: '" + printable(c) + "' in the share name (expected: no +, # or null character)";
            }
        }
        return matchedProblem(text, slash + 1);
    }

    private static @Nullable String matchedProblem(String text, int from) {
        int length = text.length();
        for (int i = from; i < length; i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return "filter: U+0000 at index " + i + " (expected: no null character)"; // [MQTT-4.7.3-2]
            }
            boolean opensLevel = i == from || text.charAt(i - 1) == '/';
            boolean endsText = i == length - 1;
            if (c == '#' && !(opensLevel && endsText)) {
                return "filter: # at index " + i + " (expected: alone in the last level)"; // [MQTT-4.7.1-1]
            }
            if (c == '+' && !(opensLevel && (endsText || text.charAt(i + 1) == '/'))) {
                return "filter: + at index " + i + " (expected: alone in its level)"; // [MQTT-4.7.1-2]
            }
        }
        return null;
    }

    private static String printable(char c) {
        return c == 0 ? "U+0000" : String.valueOf(c);
    }

    static String[] split(String text) {
        List<String> levels = new ArrayList<>();
        int start = 0;
        for (int slash = text.indexOf('/'); slash >= 0; slash = text.indexOf('/', start)) {
            levels.add(text.substring(start, slash));
            start = slash + 1;
        }
        levels.add(text.substring(start));
        return levels.toArray(String[]::new);
    }

    public String text() {
        return text;
    }

    /** The share name, or {@code null} for an ordinary subscription. */
    public @Nullable String group() {
        return group;
    }

    public boolean isShared() {
        return group != null;
    }

    /** The levels that are matched, without {@code $share/group}. Borrowed: never written to. */
    public String[] levels() {
        return levels;
    }

    public boolean hasWildcard() {
        for (String level : levels) {
            if (level.equals(ANY_LEVEL) || level.equals(ANY_REST)) {
                return true;
            }
        }
        return false;
    }

    /** The plain definition of section 4.7, which tries and tests are held against. */
    public boolean matches(Topic topic) {
        return matches(topic, true);
    }

    /**
     * As {@link #matches(Topic)}, or as AWS IoT Core matches.
     *
     * @param hashMatchesParent whether {@code a/#} matches {@code a}
     */
    public boolean matches(Topic topic, boolean hashMatchesParent) {
        String[] names = topic.levels();
        if (topic.isReserved() && (levels[0].equals(ANY_LEVEL) || levels[0].equals(ANY_REST))) {
            return false; // [MQTT-4.7.2-1]
        }
        for (int i = 0; i < levels.length; i++) {
            if (levels[i].equals(ANY_REST)) {
                return hashMatchesParent || i < names.length; // the parent level too (section 4.7.1.2)
            }
            if (i >= names.length || !(levels[i].equals(ANY_LEVEL) || levels[i].equals(names[i]))) {
                return false;
            }
        }
        return levels.length == names.length;
    }

    /**
     * What the name of every topic that matches begins with: the levels before the first wildcard, and the slash behind
     * them; the whole name where there is no wildcard. {@code a/#} matches {@code a} itself, so its prefix is {@code
     * a}.
     */
    public String literalPrefix() {
        StringBuilder prefix = new StringBuilder();
        for (int i = 0; i < levels.length; i++) {
            String level = levels[i];
            if (level.equals(ANY_REST)) {
                return prefix.toString();
            }
            if (i > 0) {
                prefix.append('/');
            }
            if (level.equals(ANY_LEVEL)) {
                return prefix.toString();
            }
            prefix.append(level);
        }
        return prefix.toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TopicFilter that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
