package io.gatehouse.registry;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Consumer;

/** Which names belong to a name: the certificates of a thing, the things of a group. Any thread reads, one changes. */
final class Relation {
    private record Pair(String left, String right) {}

    private final NavigableSet<Pair> pairs =
            new ConcurrentSkipListSet<>(Comparator.comparing(Pair::left).thenComparing(Pair::right));

    boolean has(String left, String right) {
        return pairs.contains(new Pair(left, right));
    }

    boolean any(String left) {
        return !of(left, "", 1).isEmpty();
    }

    /** A page of what belongs to {@code left}, in order, behind {@code after}; no name is empty. */
    List<String> of(String left, String after, int max) {
        List<String> page = new ArrayList<>();
        for (Pair pair : pairs.tailSet(new Pair(left, after), false)) {
            if (page.size() >= max || !pair.left().equals(left)) {
                break;
            }
            page.add(pair.right());
        }
        return page;
    }

    /** Everything that belongs to {@code left}, in order, without a copy of it. */
    void forEach(String left, Consumer<String> action) {
        for (Pair pair : pairs.tailSet(new Pair(left, ""), false)) {
            if (!pair.left().equals(left)) {
                return;
            }
            action.accept(pair.right());
        }
    }

    Set<String> of(String left) {
        return new LinkedHashSet<>(of(left, "", Integer.MAX_VALUE));
    }

    void add(String left, String right) {
        pairs.add(new Pair(left, right));
    }

    void remove(String left, String right) {
        pairs.remove(new Pair(left, right));
    }

    /** Relates what another one relates, from now on. */
    void become(Relation other) {
        pairs.addAll(other.pairs);
        pairs.removeIf(pair -> !other.pairs.contains(pair));
    }
}
