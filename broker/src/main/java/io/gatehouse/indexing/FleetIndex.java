package io.gatehouse.indexing;

import io.gatehouse.loop.Clock;
import io.gatehouse.query.Query;
import io.gatehouse.registry.MemberQuery;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.Thing;
import io.gatehouse.registry.ThingGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The index {@code AWS_Things}: finds things by what the registry and the connections know of them. Any thread, many at
 * once; memory only.
 *
 * <p>There is no index beside the registry. A page walks over the things in the order of their names and asks each of
 * them, which costs about a tenth of a microsecond ({@code docs/fleet-indexing.md} has the figures), and needs no
 * memory, no building and no catching up: a search sees every change that was answered before it began. Where the query
 * says how the names begin, only those are walked over ({@link NamePrefixes}). A change that is made while a page is
 * looked for is in it or not, as its name comes before or behind where the walk is.
 *
 * <p>A page looks for no longer than {@code PAGE_MILLIS}. What it then has is its answer, with the name to go on
 * behind, so that no query, however it is written, holds a thread for longer, and a rare thing among millions is a page
 * or a few further on.
 *
 * <p>What is in a dynamic group is found in the same way, by the group's query, and so is up to date as any search is.
 *
 * <p>Rejected: sets of names for every value of every attribute. They take memory for each value of each thing, serve
 * neither ranges nor patterns nor negations, and have to be changed with every thing.
 */
public final class FleetIndex {
    /** How long a page is looked for, at most. */
    private static final long PAGE_MILLIS = 60;

    private static final int LOOKED_AT_BETWEEN_LOOKS_AT_THE_CLOCK = 16;

    private final Registry registry;
    private final ThingConnectivity connectivity;
    private final ThingIds ids;
    private final Clock clock;

    public FleetIndex(Registry registry, ThingConnectivity connectivity, ThingIds ids, Clock clock) {
        this.registry = registry;
        this.connectivity = connectivity;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * A page of the things that a query means, by name.
     *
     * @param after name behind which it begins, or null for the first
     * @param max most things on it
     */
    public SearchPage search(Query query, @Nullable String after, int max) {
        DynamicGroups groups = DynamicGroups.of(registry, ids);
        return page(query, after, new Page(query, max, groups, groups::namesOf));
    }

    /** A page of the things in a dynamic group, as {@link #search}; none of a static one. */
    public SearchPage members(ThingGroup group, @Nullable String after, int max) {
        MemberQuery members = group.query();
        return members == null
                ? new SearchPage(List.of(), null)
                : page(
                        members.query(),
                        after,
                        new Page(
                                members.query(),
                                max,
                                GroupMatching.STATIC,
                                candidate -> candidate.thing().groups()));
    }

    /** Names of the groups that a thing is in itself, dynamic ones too, in order. */
    public List<String> groupsOf(Thing thing) {
        return DynamicGroups.of(registry, ids).namesOf(new Candidate(thing, connectivity));
    }

    private SearchPage page(Query query, @Nullable String after, Page page) {
        for (String prefix : NamePrefixes.of(query, registry)) {
            registry.eachThing(prefix, after, page);
            if (page.more) {
                break;
            }
        }
        return page.end();
    }

    /** A page while it is looked for. One thread. */
    private final class Page implements Predicate<Thing> {
        private final Matcher matcher;
        private final Function<Candidate, List<String>> groupsOf;
        private final int max;
        private final long deadline = clock.monotonicNanos() + TimeUnit.MILLISECONDS.toNanos(PAGE_MILLIS);
        private final List<Found> found = new ArrayList<>();
        private int looked;
        private @Nullable Candidate candidate;
        private boolean more;

        Page(Query query, int max, GroupMatching groups, Function<Candidate, List<String>> groupsOf) {
            this.matcher = Matcher.of(query, ids, groups);
            this.groupsOf = groupsOf;
            this.max = max;
        }

        /** Looks at the next thing; false where it belongs to the next page. */
        @Override
        public boolean test(Thing thing) {
            more = found.size() == max || (looked > 0 && isOver());
            if (more) {
                return false;
            }
            looked++;
            Candidate next = about(thing);
            if (matcher.matches(next)) {
                found.add(new Found(thing, groupsOf.apply(next), next.connectivity()));
            }
            return true;
        }

        private Candidate about(Thing thing) {
            Candidate about = candidate;
            if (about == null) {
                about = new Candidate(thing, connectivity);
                candidate = about;
            } else {
                about.become(thing);
            }
            return about;
        }

        private boolean isOver() {
            return looked % LOOKED_AT_BETWEEN_LOOKS_AT_THE_CLOCK == 0 && clock.monotonicNanos() - deadline >= 0;
        }

        SearchPage end() {
            return new SearchPage(
                    found, more && candidate != null ? candidate.thing().name() : null);
        }
    }
}
