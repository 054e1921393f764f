package io.gatehouse.cli;

import io.gatehouse.control.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every {@code ls}, and the loop that follows a list's pages up to the limit. */
final class Pages {
    private static final int MOST = 100_000;

    @Option(names = "--prefix", description = "only names that begin so")
    @Nullable
    String prefix;

    @Option(names = "--after", paramLabel = "NAME", description = "go on behind this one")
    @Nullable
    String after;

    @Option(names = "--limit", defaultValue = "1000", description = "most entries shown (default: ${DEFAULT-VALUE})")
    int limit = 1000;

    /** @param next where to go on, {@code null} at the end */
    record Listed<T>(List<T> items, @Nullable String next) {}

    /** Asks page by page. */
    <P, T> Listed<T> follow(Function<Page, P> ask, Function<P, List<T>> items, Function<P, @Nullable String> next) {
        checkLimit(limit, MOST, "nothing was listed", "give less");
        List<T> all = new ArrayList<>();
        String from = after;
        do {
            P page = ask.apply(new Page(prefix, from, Math.min(Page.MOST, limit - all.size())));
            all.addAll(items.apply(page));
            from = next.apply(page);
        } while (from != null && all.size() < limit);
        return new Listed<>(List.copyOf(all), from);
    }

    /** Ends the command where {@code --limit} is none. */
    static void checkLimit(int limit, int most, String what, String remedy) {
        if (limit < 1 || limit > most) {
            throw CommandFailure.usage(what, "--limit: " + limit + " (expected: 1 to " + most + ")", remedy);
        }
    }

    /** Prints what was found and says on the other stream where to go on. */
    static <T> void print(Console console, Listed<T> listed, Function<List<T>, Table> table) {
        console.print(listed, l -> table.apply(l.items()).text(console.color()));
        if (listed.next() != null && !console.json()) {
            console.note("there are more: --after " + Table.printable(listed.next()));
        }
    }
}
