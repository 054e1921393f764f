package io.gatehouse.control.aws;

import io.gatehouse.indexing.Found;
import io.gatehouse.indexing.SearchPage;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list, in either of AWS IoT's two styles: {@code nextToken} with {@code maxResults}, or {@code marker}
 * with {@code pageSize} and {@code isAscendingOrder}.
 *
 * <p>A page looks at no more than {@link #MOST_LOOKED_AT} items. Where a filter lets few of them through, it may have
 * less than was asked for and still a token, as AWS's own pages may.
 */
final class Listing {
    static final int MOST_ON_A_PAGE = 250;
    private static final int USUAL = 25;
    static final int MOST_LOOKED_AT = 20_000;
    private static final int LOOKED_AT_ONCE = 1000;

    private final String list;
    private final String nextField;
    private final int max;
    private final boolean ascending;
    private final @Nullable String after;

    private Listing(String list, String nextField, int max, boolean ascending, @Nullable String after) {
        this.list = list;
        this.nextField = nextField;
        this.max = max;
        this.ascending = ascending;
        this.after = after;
    }

    /** Pages of the whole list, by key, behind the key that is given, or from the beginning for null. */
    @FunctionalInterface
    interface Source<T> {
        List<T> page(@Nullable String after, int max);
    }

    /** The things behind the name that is given, by name. */
    @FunctionalInterface
    interface Search {
        SearchPage page(@Nullable String after, int max);
    }

    /** @param filters whatever else of the request chooses the items */
    static Listing byToken(Call call, @Nullable Object... filters) {
        return read(call, "nextToken", "maxResults", "nextToken", true, filters);
    }

    /** @param filters whatever else of the request chooses the items */
    static Listing byMarker(Call call, @Nullable Object... filters) {
        boolean descending = Boolean.FALSE.equals(call.query().flag("isAscendingOrder"));
        return read(call, "marker", "pageSize", "nextMarker", !descending, filters);
    }

    private static Listing read(
            Call call, String tokenField, String sizeField, String nextField, boolean ascending, Object[] filters) {
        StringBuilder list =
                new StringBuilder(call.operation().name()).append('\n').append(ascending);
        for (Object filter : filters) {
            list.append('\n').append(filter);
        }
        Long size = call.query().number(sizeField);
        if (size != null && (size < 1 || size > MOST_ON_A_PAGE)) {
            throw OperationRefused.invalid(sizeField + ": " + size + " (expected: 1 to " + MOST_ON_A_PAGE + ")");
        }
        String token = call.query().text(tokenField);
        return new Listing(
                list.toString(),
                nextField,
                size == null ? USUAL : size.intValue(),
                ascending,
                token == null ? null : PageToken.read(tokenField, list.toString(), token));
    }

    boolean ascending() {
        return ascending;
    }

    /**
     * The page.
     *
     * @param member in which the items stand
     * @param key by which the source orders them; never empty
     */
    <T> JsonObject of(String member, Source<T> source, Function<T, String> key, Function<T, JsonValue> view) {
        return of(member, source, max + 1, _ -> true, key, view);
    }

    /** The same of those items that are {@code wanted}. */
    <T> JsonObject filtered(
            String member,
            Source<T> source,
            Predicate<T> wanted,
            Function<T, String> key,
            Function<T, JsonValue> view) {
        return of(member, source, LOOKED_AT_ONCE, wanted, key, view);
    }

    /** The same of a list that is there as a whole, in ascending order of its keys. */
    <T> JsonObject ofAll(String member, List<T> all, Function<T, String> key, Function<T, JsonValue> view) {
        List<T> ordered = ascending ? all : all.reversed();
        Source<T> source = (from, most) -> ordered.stream()
                .filter(item -> from == null
                        || (ascending
                                ? key.apply(item).compareTo(from) > 0
                                : key.apply(item).compareTo(from) < 0))
                .limit(most)
                .toList();
        return of(member, source, key, view);
    }

    /** The same of what a search finds, which cuts its pages itself and may have fewer on one. */
    JsonObject found(String member, Search search, Function<Found, JsonValue> view) {
        SearchPage page = search.page(after, max);
        return answer(member, page.found().stream().map(view).toList(), page.next());
    }

    private <T> JsonObject of(
            String member,
            Source<T> source,
            int atOnce,
            Predicate<T> wanted,
            Function<T, String> key,
            Function<T, JsonValue> view) {
        List<JsonValue> items = new ArrayList<>();
        String at = after;
        int looked = 0;
        while (true) {
            List<T> chunk = source.page(at, atOnce);
            for (T item : chunk) {
                if (items.size() == max || looked == MOST_LOOKED_AT) {
                    return answer(member, items, at);
                }
                looked++;
                at = key.apply(item);
                if (wanted.test(item)) {
                    items.add(view.apply(item));
                }
            }
            if (chunk.size() < atOnce) {
                return answer(member, items, null);
            }
        }
    }

    private JsonObject answer(String member, List<JsonValue> items, @Nullable String next) {
        return JsonValue.object()
                .put(member, JsonValue.of(items))
                .putIfPresent(nextField, next == null ? null : PageToken.of(list, next))
                .build();
    }
}
