package io.gatehouse.indexing;

import static io.gatehouse.RunningBroker.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.engine.MemoryKeyValue;
import io.gatehouse.engine.StoreException;
import io.gatehouse.loop.Clock;
import io.gatehouse.query.Query;
import io.gatehouse.query.QueryParse;
import io.gatehouse.query.QueryParser;
import io.gatehouse.registry.MemberQuery;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryLimits;
import io.gatehouse.registry.Tags;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Things in a registry in memory, connections that a test invents, and the index over both. */
final class Fleet implements AutoCloseable {
    final Registry registry;
    final Map<String, Connectivity> connections = new HashMap<>();
    final AtomicLong nanos = new AtomicLong();
    long nanosEveryLook; // of the index at the clock
    final FleetIndex index;

    Fleet() throws StoreException {
        registry = Registry.open(
                new MemoryKeyValue(), RunningBroker.SCOPE, RegistryLimits.EXTENDED, InstantSource.system());
        index = new FleetIndex(registry, connections::get, thing -> "id-of-" + thing.name(), new SteppingClock());
    }

    private final class SteppingClock implements Clock {
        @Override
        public long wallMillis() {
            return 0;
        }

        @Override
        public long monotonicNanos() {
            return nanos.addAndGet(nanosEveryLook);
        }
    }

    Fleet thing(String name, @Nullable String type, Map<String, String> attributes, String... groups) {
        if (type != null) {
            done(registry.thingTypes().create(type, "", List.of()));
        }
        done(registry.createThing(name, type, attributes));
        for (String group : groups) {
            done(registry.thingGroups().create(group, null, "", Map.of()));
            done(registry.thingGroups().add(group, List.of(name)));
        }
        return this;
    }

    Fleet thing(String name) {
        return thing(name, null, Map.of());
    }

    Fleet dynamicGroup(String name, String query) {
        done(registry.thingGroups()
                .createDynamic(name, new MemberQuery(query, parsed(query)), "", Map.of(), Tags.NONE));
        return this;
    }

    Fleet connected(String name, long sinceMillis) {
        connections.put(name, new Connectivity(name, true, sinceMillis, null, 60, true, 0));
        return this;
    }

    Fleet disconnected(String name, long sinceMillis, String reason) {
        connections.put(name, new Connectivity(name, false, sinceMillis, reason, 60, true, 0));
        return this;
    }

    static Query parsed(String text) {
        assertThat(QueryParser.parse(text)).as(text).isInstanceOf(QueryParse.Parsed.class);
        return ((QueryParse.Parsed) QueryParser.parse(text)).query();
    }

    static List<String> names(SearchPage page) {
        return page.found().stream().map(found -> found.thing().name()).toList();
    }

    /** Names of all that is found, page by page. */
    List<String> found(String text, int max) {
        Query query = parsed(text);
        List<String> names = new ArrayList<>();
        String after = null;
        do {
            SearchPage page = index.search(query, after, max);
            assertThat(page.found()).hasSizeLessThanOrEqualTo(max);
            names.addAll(names(page));
            after = page.next();
        } while (after != null);
        return names;
    }

    List<String> found(String text) {
        return found(text, 250);
    }

    @Override
    public void close() {
        registry.close();
    }
}
