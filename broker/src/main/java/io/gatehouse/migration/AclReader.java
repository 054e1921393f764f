package io.gatehouse.migration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads Mosquitto's access control file as Mosquitto 2.0 does: words are parted by spaces, a comment has its {@code #}
 * in the first column, {@code topic} and {@code pattern} take the whole rest of the line as the filter where an access
 * stands before it. Every problem is reported, not only the first.
 */
final class AclReader {
    /** A resource of a policy is not longer; what a variable stands for comes on top. */
    private static final int LONGEST_FILTER = 1024;

    private final List<AclRule> withoutUser = new ArrayList<>();
    private final Map<String, List<AclRule>> users = new LinkedHashMap<>();
    private final List<AclRule> patterns = new ArrayList<>();
    private final List<AclProblem> problems = new ArrayList<>();
    private final List<ConversionNote> notes = new ArrayList<>();
    private List<AclRule> section = withoutUser;
    private int line;

    private AclReader() {}

    static AclParse read(String text) {
        AclReader reader = new AclReader();
        text.lines().forEach(reader::line);
        return reader.problems.isEmpty()
                ? new AclParse.Parsed(new AclFile(reader.withoutUser, reader.users, reader.patterns), reader.notes)
                : new AclParse.Malformed(reader.problems);
    }

    private void line(String raw) {
        line++;
        String text = raw.stripTrailing();
        if (text.startsWith("#")) {
            return;
        }
        int begin = skipSpaces(text, 0);
        if (begin == text.length()) {
            return;
        }
        int end = endOfWord(text, begin);
        String word = text.substring(begin, end);
        switch (word) {
            case "user" -> user(text, end);
            case "topic" -> rule(text, end, section, false);
            case "pattern" -> rule(text, end, patterns, true);
            default ->
                problem(
                        begin,
                        "\"" + word + "\" (expected: user, topic or pattern and a space, or # in the first column)");
        }
    }

    private void user(String text, int at) {
        String name = text.substring(at).strip();
        if (name.isEmpty()) {
            problem(text.length(), "the end of the line (expected: the name of a user)");
            return;
        }
        section = users.computeIfAbsent(name, _ -> new ArrayList<>());
    }

    private void rule(String text, int at, List<AclRule> rules, boolean pattern) {
        int begin = skipSpaces(text, at);
        if (begin == text.length()) {
            problem(begin, "the end of the line (expected: read, write, readwrite or deny, and a topic)");
            return;
        }
        int end = endOfWord(text, begin);
        String word = text.substring(begin, end);
        AclAccess access = access(word);
        int topic = skipSpaces(text, end);
        if (topic == text.length()) {
            if (access != null) {
                note(
                        ConversionNote.Kind.UNLIKELY,
                        "a topic called \"" + word + "\", to read and to write: nothing follows the word",
                        "write the topic behind it, if that was meant");
            }
            topic = begin;
            access = AclAccess.READWRITE;
        } else if (access == null) {
            problem(begin, "\"" + word + "\" (expected: read, write, readwrite or deny in front of a topic)");
            return;
        }
        filter(text, topic, access, rules, pattern);
    }

    private void filter(String text, int at, AclAccess access, List<AclRule> rules, boolean pattern) {
        String filter = text.substring(at).strip();
        int wrong = AclFilter.misplacedWildcard(filter);
        if (wrong >= 0) {
            problem(
                    text.indexOf(filter, at) + wrong,
                    "\"" + filter.charAt(wrong) + "\" (expected: alone in its level, and # in the last)");
            return;
        }
        if (filter.length() > LONGEST_FILTER) {
            note(
                    ConversionNote.Kind.LEFT_OUT,
                    filter.length() + " characters (expected: at most " + LONGEST_FILTER + ")",
                    "write a policy for it by hand, with wildcards");
            return;
        }
        if (!pattern && (filter.contains("%c") || filter.contains("%u"))) {
            note(
                    ConversionNote.Kind.UNLIKELY,
                    "%c and %u are plain characters in a topic line",
                    "make it a pattern line, if that was meant");
        }
        rules.add(new AclRule(line, access, new AclFilter(filter, pattern)));
    }

    private static @Nullable AclAccess access(String word) {
        return switch (word) {
            case "read" -> AclAccess.READ;
            case "write" -> AclAccess.WRITE;
            case "readwrite" -> AclAccess.READWRITE;
            case "deny" -> AclAccess.DENY;
            default -> null;
        };
    }

    private static int skipSpaces(String text, int at) {
        int i = at;
        while (i < text.length() && text.charAt(i) == ' ') {
            i++;
        }
        return i;
    }

    private static int endOfWord(String text, int at) {
        int space = text.indexOf(' ', at);
        return space < 0 ? text.length() : space;
    }

    private void problem(int index, String message) {
        problems.add(new AclProblem(line, index + 1, message));
    }

    private void note(ConversionNote.Kind kind, String message, String instead) {
        notes.add(new ConversionNote(kind, line, message, instead));
    }
}
