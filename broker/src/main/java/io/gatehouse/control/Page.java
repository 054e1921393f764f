package io.gatehouse.control;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request for part of a list.
 *
 * @param prefix of the name, {@code null} for all
 * @param after the last name of the page before, {@code null} for the first page
 * @param max entries, {@link #MOST} at most
 */
public record Page(@Nullable String prefix, @Nullable String after, int max) {
    public static final int MOST = 250;

    public Page {
        if (max < 1 || max > MOST) {
            throw new IllegalArgumentException("max: " + max + " (expected: 1 to " + MOST + ")");
        }
    }

    /** True for the names this page may have. */
    boolean has(String name) {
        return (prefix == null || name.startsWith(prefix)) && (after == null || name.compareTo(after) > 0);
    }

    /**
     * Cuts {@code found}, which is in the order of names and has one entry more than {@link #max} where there are more.
     */
    <T> Cut<T> cut(List<T> found, Function<T, String> name) {
        return found.size() > max
                ? new Cut<>(List.copyOf(found.subList(0, max)), name.apply(found.get(max - 1)))
                : new Cut<>(List.copyOf(found), null);
    }

    /** @param next what to ask for {@code after}, {@code null} at the end */
    record Cut<T>(List<T> items, @Nullable String next) {}
}
