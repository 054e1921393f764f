package io.gatehouse.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The topic filter of a rule. Value.
 *
 * @param text as written
 * @param pattern whether {@code %c} and {@code %u} in it are the client id and the user name
 */
record AclFilter(String text, boolean pattern) {
    private static final String REST = "#";
    private static final String ONE = "+";

    /** Where wildcards stand wrong: the index of the character, or -1. */
    static int misplacedWildcard(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean begins = i == 0 || text.charAt(i - 1) == '/';
            boolean last = i == text.length() - 1;
            if ((c == '+' && !(begins && (last || text.charAt(i + 1) == '/'))) || (c == '#' && !(begins && last))) {
                return i;
            }
        }
        return -1;
    }

    boolean isReserved() {
        return text.startsWith("$");
    }

    boolean namesUser() {
        return pattern && text.contains("%u");
    }

    /** Whether topics that begin with {@code $} would be taken along by a pattern that compares texts. */
    boolean beginsWithWildcard() {
        return text.startsWith(ONE) || text.startsWith(REST);
    }

    /** Whether every topic of the other is one of this, whatever client id and user name there are. */
    boolean covers(AclFilter other) {
        List<String> levels = levels(text);
        List<String> theirs = levels(other.text);
        for (int i = 0; i < levels.size(); i++) {
            String level = levels.get(i);
            if (level.equals(REST)) {
                return theirs.size() >= i; // the parent level is one of this
            }
            if (i >= theirs.size() || !coversLevel(level, theirs.get(i), other)) {
                return false;
            }
        }
        return levels.size() == theirs.size();
    }

    private boolean coversLevel(String level, String theirs, AclFilter other) {
        if (level.equals(ONE)) {
            // What stands for a variable may have a slash.
            return !theirs.equals(REST) && !(other.pattern && theirs.indexOf('%') >= 0);
        }
        return level.equals(theirs) && (pattern == other.pattern || level.indexOf('%') < 0);
    }

    /** Exactly its topics, but for those that begin with {@code $}: one set, or two where it ends with {@code /#}. */
    List<Shape> shapes() {
        List<String> levels = levels(text);
        if (!levels.getLast().equals(REST)) {
            return List.of(shape(text));
        }
        if (levels.size() == 1) {
            return List.of(new Shape(new int[] {Shape.ANY}));
        }
        String parent = text.substring(0, text.length() - 2);
        int[] above = shape(parent).symbols();
        if (levels.get(levels.size() - 2).equals(ONE)) {
            // A level and anything below it is any text.
            int[] open = above.clone();
            open[open.length - 1] = Shape.ANY;
            return List.of(new Shape(open));
        }
        int[] below = IntStream.concat(IntStream.of(above), IntStream.of('/', Shape.ANY))
                .toArray();
        return List.of(new Shape(above), new Shape(below));
    }

    /** What a policy has to deny so that the globs of {@link #shapes} say no more than the filter. */
    List<Shape> excess() {
        List<Shape> excess = new ArrayList<>();
        for (Shape shape : shapes()) {
            int[] symbols = shape.symbols();
            int end = restrainedUpTo(symbols);
            for (int i = 0; i < end; i++) {
                if (symbols[i] == Shape.LEVEL) {
                    excess.add(shape.withSlashAt(i));
                }
            }
        }
        return excess;
    }

    /**
     * Whether the globs without the {@link #excess} are the filter. With {@code #} at the end they are not where a
     * level with a name follows one without: {@code +/b/#} has {@code a/b/c/b}, and so has what is denied for the
     * sake of {@code a/c/b}.
     */
    boolean isExact() {
        return !text.endsWith(REST) || excess().isEmpty();
    }

    /** Behind the last name before an open end, levels need no care: more of them are in the filter as well. */
    private static int restrainedUpTo(int[] symbols) {
        if (symbols.length == 0 || symbols[symbols.length - 1] != Shape.ANY) {
            return symbols.length;
        }
        int end = symbols.length - 1;
        while (end >= 2 && symbols[end - 1] == '/' && symbols[end - 2] == Shape.LEVEL) {
            end -= 2;
        }
        return end;
    }

    private Shape shape(String part) {
        IntStream.Builder symbols = IntStream.builder();
        for (int i = 0; i < part.length(); ) {
            int c = part.codePointAt(i);
            int length = Character.charCount(c);
            int next = i + 1 < part.length() ? part.charAt(i + 1) : -1;
            if (pattern && c == '%' && (next == 'c' || next == 'u')) {
                symbols.add(next == 'c' ? Shape.CLIENT_ID : Shape.USER_NAME);
                length = 2;
            } else {
                symbols.add(c == '+' ? Shape.LEVEL : c);
            }
            i += length;
        }
        return new Shape(symbols.build().toArray());
    }

    private static List<String> levels(String text) {
        return List.of(text.split("/", -1));
    }
}
