package io.gatehouse.indexing;

import io.gatehouse.engine.Change;
import io.gatehouse.engine.CommitResult;
import io.gatehouse.engine.Entry;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.loop.Clock;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.query.Query;
import io.gatehouse.query.QueryParse;
import io.gatehouse.query.QueryParser;
import io.gatehouse.registry.MemberQuery;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryLimits;
import io.gatehouse.registry.RegistryResult;
import io.gatehouse.registry.Tags;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a page of a search costs, and what a fleet takes on the heap, at the size of a large one.
 *
 * <pre>SearchCost [things] [rounds] [dynamic groups]</pre>
 *
 * <p>Things have a type of 20, a group of 50, and four attributes: a serial number of their own, a firmware of 40, a
 * site of 1,000, and a number up to 10,000. Half of them are connected. Of every query the whole search is gone
 * through page by page, as a client does who follows the tokens, at most {@link #MOST_PAGES} of them. The time on the
 * processor leaves out what neighbours took of it; the number of pages does not. Dynamic groups, none if not asked for,
 * have a tenth of the things of one firmware each.
 */
final class SearchCost {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int MOST_PAGES = 40;
    private static final int ON_A_PAGE = 250;
    private static final int IN_ONE_STEP = 500;

    private static final List<String> QUERIES = List.of(
            "thingName:*",
            "thingName:sensor-0999999",
            "thingName:sensor-09999*",
            "thingTypeName:type-7",
            "attributes.serial:sn0999999",
            "attributes.serial:sn09999*",
            "attributes.load>9995",
            "attributes.load:[100 TO 101] AND thingTypeName:type-7",
            "thingTypeName:type-7 AND thingTypeName:type-8",
            "thingGroupNames:group-3 attributes.site:site-3 NOT attributes.firmware:1.3",
            "connectivity.connected:true attributes.site:site-7",
            "connectivity.connected:false AND connectivity.timestamp>0",
            "thingGroupNames:dynamic-7",
            "thingGroupNames:dynamic-*",
            "sn0999999",
            "attributes.none:x OR attributes.serial:s*9*9*9*9*8x");

    private SearchCost() {}

    public static void main(String[] arguments) throws Exception {
        int things = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20;
        int dynamicGroups = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 0;
        long empty = heapUsed();
        Registry registry = fleet(things);
        for (int i = 0; i < dynamicGroups; i++) {
            require(registry.thingGroups().createDynamic("dynamic-" + i, members(i), "", Map.of(), Tags.NONE));
        }
        long filled = heapUsed();
        LastConnections connections = LastConnections.of(registry);
        for (int i = 0; i < things; i += 2) {
            connections.connected(
                    name(i),
                    "connection-" + i,
                    new Connectivity(name(i), true, 1_800_000_000_000L + i, null, 60, true, 0));
        }
        long connected = heapUsed();
        System.out.printf(
                Locale.ROOT,
                "%d things: %d bytes each in the registry, 0 in the index; %d for each one that is connected%n",
                things,
                (filled - empty) / things,
                (connected - filled) / (things / 2));
        FleetIndex index = new FleetIndex(registry, connections, thing -> thing.name(), Clock.SYSTEM);
        System.out.println("| Query | Found | Pages | Page, p50 | p99 | Whole search | Of it on the processor |");
        System.out.println("|---|---|---|---|---|---|---|");
        QUERIES.forEach(query -> gone(index, parsed(query), 3)); // for the compiler
        for (String query : QUERIES) {
            System.out.println(row(query, gone(index, parsed(query), rounds)));
        }
        registry.close();
    }

    /** All pages of all rounds. */
    private record Gone(List<Long> pageNanos, long processorNanos, int found, int pages, int rounds) {}

    private static Gone gone(FleetIndex index, Query query, int rounds) {
        List<Long> nanos = new ArrayList<>();
        long processor = THREADS.getCurrentThreadCpuTime();
        int found = 0;
        int pages = 0;
        for (int round = 0; round < rounds; round++) {
            found = 0;
            pages = 0;
            String after = null;
            do {
                long begin = System.nanoTime();
                SearchPage page = index.search(query, after, ON_A_PAGE);
                nanos.add(System.nanoTime() - begin);
                found += page.found().size();
                pages++;
                after = page.next();
            } while (after != null && pages < MOST_PAGES);
        }
        return new Gone(nanos, THREADS.getCurrentThreadCpuTime() - processor, found, pages, rounds);
    }

    private static String row(String query, Gone gone) {
        long[] sorted =
                gone.pageNanos().stream().mapToLong(Long::longValue).sorted().toArray();
        return String.format(
                Locale.ROOT,
                "| `%s` | %d%s | %d | %.1f ms | %.1f ms | %.1f ms | %.1f ms |",
                query,
                gone.found(),
                gone.pages() == MOST_PAGES ? " and more" : "",
                gone.pages(),
                sorted[sorted.length / 2] / 1e6,
                sorted[(int) (sorted.length * 0.99)] / 1e6,
                Arrays.stream(sorted).sum() / 1e6 / gone.rounds(),
                gone.processorNanos() / 1e6 / gone.rounds());
    }

    private static Query parsed(String text) {
        return switch (QueryParser.parse(text)) {
            case QueryParse.Parsed(Query query) -> query;
            case QueryParse.Malformed malformed -> throw new IllegalArgumentException(malformed.toString());
        };
    }

    private static Registry fleet(int things) throws Exception {
        Registry registry = Registry.open(
                new Forgetful(),
                new PolicyScope("aws", "local", "000000000000"),
                RegistryLimits.EXTENDED,
                InstantSource.system());
        for (int i = 0; i < 20; i++) {
            require(registry.thingTypes().create("type-" + i, "", List.of()));
        }
        for (int i = 0; i < 50; i++) {
            require(registry.thingGroups().create("group-" + i, null, "", Map.of()));
        }
        Map<String, List<String>> ofGroup = new HashMap<>();
        for (int i = 0; i < things; i++) {
            Map<String, String> attributes = Map.of(
                    "serial",
                    String.format(Locale.ROOT, "SN%07d", i),
                    "firmware",
                    "1." + i % 40,
                    "site",
                    "site-" + i % 1000,
                    "load",
                    String.valueOf(i % 10_007));
            require(registry.createThing(name(i), "type-" + i % 20, attributes));
            String group = "group-" + i % 50;
            List<String> wait = ofGroup.computeIfAbsent(group, _ -> new ArrayList<>());
            wait.add(name(i));
            if (wait.size() == IN_ONE_STEP) {
                require(registry.thingGroups().add(group, wait));
                wait.clear();
            }
        }
        return registry;
    }

    private static MemberQuery members(int i) {
        String query = "attributes.firmware:1." + i % 40 + " AND attributes.load<1000";
        return switch (MemberQuery.read(query)) {
            case MemberQuery.Reading.Read(MemberQuery read) -> read;
            case MemberQuery.Reading.Malformed malformed -> throw new IllegalArgumentException(malformed.toString());
        };
    }

    private static String name(int i) {
        return String.format(Locale.ROOT, "sensor-%07d", i);
    }

    private static void require(RegistryResult<?> result) {
        if (!(result instanceof RegistryResult.Done)) {
            throw new IllegalStateException(result.sentence());
        }
    }

    private static long heapUsed() {
        System.gc();
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Takes everything and keeps nothing: what is measured lies in memory. */
    private static final class Forgetful implements KeyValue {
        private long revision;

        @Override
        public @Nullable Entry get(Key key) {
            return null;
        }

        @Override
        public void scan(Key prefix, Consumer<Entry> each) {}

        @Override
        public CompletableFuture<CommitResult> commit(List<Change> changes) {
            revision += changes.size();
            return CompletableFuture.completedFuture(new CommitResult.Stored(revision));
        }

        @Override
        public Watch watch(Key prefix, Watcher watcher) {
            return () -> {};
        }
    }
}
