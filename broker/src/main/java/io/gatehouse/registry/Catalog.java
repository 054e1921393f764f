package io.gatehouse.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Values of one kind by name, in the order of the names. Any thread reads; the writer changes it. */
final class Catalog<T> {
    private final ConcurrentNavigableMap<String, T> values = new ConcurrentSkipListMap<>();

    @Nullable
    T of(String name) {
        return values.get(name);
    }

    /** @throws IllegalStateException there is none: a reference that no plan would have let in */
    T existing(String name) {
        T value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("registry: " + name + ": missing (expected: kept while referred to)");
        }
        return value;
    }

    /** Walks over all of them. */
    int size() {
        return values.size();
    }

    List<T> all() {
        return List.copyOf(values.values());
    }

    /** Whether any value has it; walks over all of them. */
    boolean any(Predicate<T> property) {
        return values.values().stream().anyMatch(property);
    }

    /** Shows those of a {@link #page}, and all that follow, until {@code goesOn} says false. Copies nothing. */
    void each(String prefix, @Nullable String after, Predicate<T> goesOn) {
        boolean within = after != null && after.startsWith(prefix);
        if (after != null && !within && after.compareTo(prefix) > 0) {
            return;
        }
        ConcurrentNavigableMap<String, T> behind = values.tailMap(within ? after : prefix, !within);
        for (T value : (prefix.isEmpty() ? behind : behind.headMap(prefix + Character.MAX_VALUE)).values()) {
            if (!goesOn.test(value)) {
                return;
            }
        }
    }

    List<T> page(String prefix, @Nullable String after, int max) {
        return page(values.navigableKeySet(), values::get, prefix, after, max);
    }

    /** At most {@code max} of those whose names begin with {@code prefix} and come after {@code after}. */
    static <T> List<T> page(
            NavigableSet<String> names,
            Function<String, @Nullable T> valueOf,
            String prefix,
            @Nullable String after,
            int max) {
        boolean within = after != null && after.compareTo(prefix) >= 0;
        List<T> page = new ArrayList<>();
        for (String name : names.tailSet(within ? after : prefix, !within)) {
            if (page.size() >= max || !name.startsWith(prefix)) {
                break;
            }
            T value = valueOf.apply(name);
            if (value != null) { // deleted this moment
                page.add(value);
            }
        }
        return page;
    }

    List<T> pageBackwards(@Nullable String before, int max) {
        return pageBackwards(values.navigableKeySet(), values::get, before, max);
    }

    /** At most {@code max} of those that come before {@code before}, or of all for null; the last name first. */
    static <T> List<T> pageBackwards(
            NavigableSet<String> names, Function<String, @Nullable T> valueOf, @Nullable String before, int max) {
        List<T> page = new ArrayList<>();
        for (String name : (before == null ? names : names.headSet(before, false)).descendingSet()) {
            if (page.size() >= max) {
                break;
            }
            T value = valueOf.apply(name);
            if (value != null) { // deleted this moment
                page.add(value);
            }
        }
        return page;
    }

    void put(String name, T value) {
        values.put(name, value);
    }

    void remove(String name) {
        values.remove(name);
    }

    /** Has what another one has, from now on; the values that are equal stay the objects they are. */
    void become(Catalog<T> other) {
        other.values.forEach((name, value) -> {
            if (!value.equals(values.get(name))) {
                values.put(name, value);
            }
        });
        values.keySet().retainAll(other.values.keySet());
    }
}
