package io.gatehouse.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether one pattern matches everything that another one matches, whatever the values of variables. One for each
 * document that is looked at; one thread.
 *
 * <p>The narrow pattern is read as a text of symbols: its characters, its wildcards and its variables, each variable a
 * symbol of its own. The wide pattern is matched against that text; its {@code ?} takes a character or a {@code ?}, its
 * {@code *} takes anything, and nothing else takes a {@code *} or a variable. A yes is always right. A no may be wrong
 * where two patterns say the same in ways that no symbol shows, {@code *?} and {@code ?*}: a lint that keeps silent
 * there is better than one that cries wolf.
 *
 * <p>What all comparisons together may cost is bounded, since documents are written by anybody who may write policies.
 */
final class Containment {
    /** {@code ?}. */
    static final int ANY_ONE = -1;
    /** {@code *}. */
    static final int ANY_RUN = -2;

    private static final int FIRST_VARIABLE = -3;

    private final Map<String, Integer> variables = new HashMap<>();
    private long steps;

    /** @param steps symbols that may be compared in all */
    Containment(long steps) {
        this.steps = steps;
    }

    /** A text as symbols. */
    static final class Pattern {
        private final int[] symbols;

        private Pattern(int[] symbols) {
            this.symbols = symbols;
        }
    }

    /** The fields before the name, where the resource has them, and the name. */
    record Arn(List<Pattern> fields, Pattern name) {}

    /** True when the answer no may come from the bound. */
    boolean isExhausted() {
        return steps <= 0;
    }

    /** An action, a field of an ARN, or the name of a resource. */
    Pattern pattern(String text) {
        return pattern(Template.of(text, true));
    }

    Pattern pattern(Template template) {
        // With a slash in it, a client id is put in after client/ and nowhere else: two values, two symbols.
        boolean client = template.leadingLiteral().startsWith(Action.CONNECT.resourcePrefix());
        return new Pattern(template.symbols(name -> symbol(client ? name + " of client/" : name)));
    }

    Arn arn(ResourceArn arn) {
        List<Pattern> fields = new ArrayList<>(arn.fields().size());
        arn.fields().forEach(field -> fields.add(pattern(field)));
        return new Arn(List.copyOf(fields), pattern(arn.name()));
    }

    private int symbol(String variable) {
        return variables.computeIfAbsent(variable, _ -> FIRST_VARIABLE - variables.size());
    }

    boolean covers(Arn wide, Arn narrow) {
        for (int i = 0; i < wide.fields().size(); i++) {
            boolean covered = i < narrow.fields().size()
                    ? covers(wide.fields().get(i), narrow.fields().get(i))
                    : isAny(wide.fields().get(i)); // what the narrow one leaves out stands for everything
            if (!covered) {
                return false;
            }
        }
        return covers(wide.name(), narrow.name());
    }

    /** As a glob is matched: after a star the leftmost place is always right. */
    boolean covers(Pattern wide, Pattern narrow) {
        int[] pattern = wide.symbols;
        int[] text = narrow.symbols;
        int p = 0;
        int t = 0;
        int star = -1;
        int resume = 0;
        while (t < text.length) {
            if (--steps <= 0) {
                return false;
            }
            if (p < pattern.length && pattern[p] == ANY_RUN) {
                star = p++;
                resume = t;
            } else if (p < pattern.length && takes(pattern[p], text[t])) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p] == ANY_RUN) {
            p++;
        }
        return p == pattern.length;
    }

    private static boolean takes(int wanted, int symbol) {
        return wanted == symbol || (wanted == ANY_ONE && symbol >= ANY_ONE);
    }

    private static boolean isAny(Pattern pattern) {
        return pattern.symbols.length == 1 && pattern.symbols[0] == ANY_RUN;
    }
}
