package io.gatehouse.indexing;

import static io.gatehouse.RunningBroker.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.query.RandomQuery;
import io.gatehouse.registry.Thing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a search finds, in which order, and on which page. */
final class FleetIndexTest {
    private static final int THINGS = 120;
    private static final int QUERIES = 4000;

    private Fleet fleet;

    @BeforeEach
    void open() throws Exception {
        fleet = new Fleet();
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void finds_what_a_naive_reading_of_the_query_finds() {
        Random random = new Random(2026);
        Map<String, Map<String, List<String>>> rows = randomFleet(random);
        int foundAtAll = 0;
        for (int i = 0; i < QUERIES; i++) {
            RandomQuery query = RandomQuery.of(random);
            List<String> expected = rows.entrySet().stream()
                    .filter(row -> query.means().test(row.getValue()))
                    .map(Map.Entry::getKey)
                    .toList();

            assertThat(fleet.found(query.text(), 1 + random.nextInt(100)))
                    .as(query.text())
                    .isEqualTo(expected);
            foundAtAll += expected.isEmpty() || expected.size() == THINGS ? 0 : 1;
        }
        assertThat(foundAtAll).as("queries that tell things apart").isGreaterThan(QUERIES / 4);
    }

    /** @return what the naive reading knows of every thing, by name */
    private Map<String, Map<String, List<String>>> randomFleet(Random random) {
        Map<String, Map<String, List<String>>> rows = new TreeMap<>();
        for (int i = 0; i < THINGS; i++) {
            String name = List.of("lamp", "Lamp", "LAMP", "5", "la", "x").get(random.nextInt(6)) + "-" + i;
            String type = random.nextInt(3) == 0 ? null : List.of("Lamp", "x_1").get(random.nextInt(2));
            Map<String, String> attributes = new HashMap<>();
            for (String attribute : List.of("load", "Load", "site")) {
                if (random.nextBoolean()) {
                    attributes.put(attribute, RandomQuery.VALUES.get(random.nextInt(RandomQuery.VALUES.size())));
                }
            }
            List<String> groups = random.nextInt(3) == 0 ? List.of("la", "LAMP-2") : List.of();
            fleet.thing(name, type, attributes, groups.toArray(String[]::new));
            if (random.nextBoolean()) {
                fleet.connected(name, random.nextInt(20));
            } else if (random.nextBoolean()) {
                fleet.disconnected(name, random.nextInt(20), "CONNECTION_LOST");
            }
            rows.put(name, row(Objects.requireNonNull(fleet.registry.thing(name)), List.of()));
        }
        return inDynamicGroups(random, rows);
    }

    /** The same fleet with groups of which made up queries say what is in them. */
    private Map<String, Map<String, List<String>>> inDynamicGroups(
            Random random, Map<String, Map<String, List<String>>> rows) {
        Map<String, List<String>> joined = new TreeMap<>();
        for (String group : List.of("lamp", "x_1", "5", "true")) {
            RandomQuery members = RandomQuery.of(random);
            fleet.dynamicGroup(group, members.text());
            rows.forEach((name, row) -> {
                if (members.means().test(row)) {
                    joined.computeIfAbsent(name, _ -> new ArrayList<>()).add(group);
                }
            });
        }
        Map<String, Map<String, List<String>>> all = new TreeMap<>();
        rows.keySet()
                .forEach(name -> all.put(
                        name,
                        row(Objects.requireNonNull(fleet.registry.thing(name)), joined.getOrDefault(name, List.of()))));
        assertThat(joined).as("things in dynamic groups").isNotEmpty();
        return all;
    }

    private Map<String, List<String>> row(Thing thing, List<String> dynamicGroups) {
        Map<String, List<String>> row = new HashMap<>();
        List<String> any = new ArrayList<>(List.of(thing.name()));
        row.put("thingName", List.of(thing.name()));
        if (thing.typeName() != null) {
            row.put("thingTypeName", List.of(thing.typeName()));
            any.add(thing.typeName());
        }
        List<String> groups = new ArrayList<>(thing.groups());
        groups.addAll(dynamicGroups);
        row.put("thingGroupNames", groups);
        any.addAll(groups);
        thing.attributes().forEach((name, value) -> {
            row.put("attributes." + name, List.of(value));
            any.add(value);
        });
        row.put("", any);
        Connectivity known = fleet.connections.get(thing.name());
        row.put("connectivity.connected", List.of(String.valueOf(known != null && known.connected())));
        if (known != null) {
            row.put("connectivity.timestamp", List.of(String.valueOf(known.timestampMillis())));
            String reason = known.disconnectReason();
            row.put("connectivity.disconnectReason", reason == null ? List.of() : List.of(reason));
        }
        return row;
    }

    @Test
    void names_of_fields_have_a_case_and_values_have_none() {
        fleet.thing("Lamp", null, Map.of("Color", "Red"));

        assertThat(fleet.found("thingName:lAMP")).containsExactly("Lamp");
        assertThat(fleet.found("attributes.Color:rED")).containsExactly("Lamp");
        assertThat(fleet.found("attributes.color:Red")).isEmpty();
    }

    @Test
    void names_that_differ_in_case_only_are_all_found_in_order() {
        fleet.thing("LAMP-1").thing("Lamp-1").thing("lamp-1").thing("lamp-10").thing("lbmp-1");

        assertThat(fleet.found("thingName:lamp-1", 1)).containsExactly("LAMP-1", "Lamp-1", "lamp-1");
        assertThat(fleet.found("thingName:lamp* AND attributes.n:1", 2)).isEmpty();
        assertThat(fleet.found("thingName:L?mp-1*", 2))
                .containsExactly("LAMP-1", "Lamp-1", "lamp-1", "lamp-10", "lbmp-1");
    }

    @Test
    void names_in_more_spellings_than_are_looked_for_one_by_one_are_found_all_the_same() {
        for (int spelling = 0; spelling < 64; spelling++) {
            StringBuilder name = new StringBuilder();
            for (int letter = 0; letter < 6; letter++) {
                char c = (char) ('a' + letter);
                name.append((spelling >> letter & 1) == 0 ? c : Character.toUpperCase(c));
            }
            fleet.thing(name.toString());
        }

        assertThat(fleet.found("thingName:ABCDEF", 10)).hasSize(64).isSorted();
    }

    @Test
    void numbers_are_compared_as_numbers_where_both_are() {
        fleet.thing("a", null, Map.of("n", "9"))
                .thing("b", null, Map.of("n", "10"))
                .thing("c", null, Map.of("n", "unknown"))
                .thing("d", null, Map.of("n", "12345678901234567891"))
                .thing("e", null, Map.of("n", "12345678901234567890"))
                .thing("f", null, Map.of("n", "1e9999999"));

        assertThat(fleet.found("attributes.n>9")).containsExactly("b", "d", "e");
        assertThat(fleet.found("attributes.n:[9 TO 10]")).containsExactly("a", "b");
        assertThat(fleet.found("attributes.n:9.0")).containsExactly("a");
        assertThat(fleet.found("attributes.n:\"9.0\"")).isEmpty();
        assertThat(fleet.found("attributes.n>12345678901234567890")).containsExactly("d");
        assertThat(fleet.found("attributes.n>=\"9\"")).containsExactly("a", "c");
    }

    @Test
    void a_thing_that_never_connected_counts_as_not_connected() {
        fleet.thing("a").thing("b").thing("c").connected("a", 5).disconnected("b", 7, "CONNECTION_LOST");

        assertThat(fleet.found("connectivity.connected:false")).containsExactly("b", "c");
        assertThat(fleet.found("connectivity.timestamp:*")).containsExactly("a", "b");
        assertThat(fleet.found("connectivity.disconnectReason:connection_lost")).containsExactly("b");
        assertThat(fleet.found("thingId:ID-of-c")).containsExactly("c");
        assertThat(fleet.index.search(Fleet.parsed("thingName:a"), null, 1).found())
                .containsExactly(new Found(
                        Objects.requireNonNull(fleet.registry.thing("a")), List.of(), fleet.connections.get("a")));
    }

    @Test
    void a_search_sees_every_change_that_was_answered_before_it() {
        fleet.thing("a", "bulb", Map.of("n", "1"), "house");
        assertThat(fleet.found("thingGroupNames:house attributes.n:1")).containsExactly("a");

        done(fleet.registry.updateThing("a", "bulb", Map.of("n", "2"), 0));
        assertThat(fleet.found("attributes.n:1")).isEmpty();
        assertThat(fleet.found("attributes.n:2")).containsExactly("a");
        done(fleet.registry.thingGroups().remove("house", List.of("a")));
        assertThat(fleet.found("thingGroupNames:house")).isEmpty();
        done(fleet.registry.deleteThing("a"));
        assertThat(fleet.found("*")).isEmpty();
    }

    @Test
    void a_full_page_with_nothing_behind_it_is_the_last() {
        fleet.thing("a").thing("b");

        assertThat(fleet.index.search(Fleet.parsed("*"), null, 2).next()).isNull();
        assertThat(fleet.index.search(Fleet.parsed("*"), null, 1).next()).isEqualTo("a");
        assertThat(fleet.index.search(Fleet.parsed("*"), "b", 1)).isEqualTo(new SearchPage(List.of(), null));
    }

    @Test
    void a_page_whose_time_is_over_says_where_to_go_on_and_nothing_is_left_out() {
        for (int i = 100; i < 300; i++) {
            fleet.thing("thing-" + i);
        }
        fleet.nanosEveryLook = Duration.ofSeconds(1).toNanos(); // over at the first look at the clock

        SearchPage first = fleet.index.search(Fleet.parsed("attributes.none:x"), null, 10);

        assertThat(first.found()).isEmpty();
        assertThat(first.next()).isNotNull().isLessThan("thing-299");
        assertThat(fleet.found("attributes.none:x")).isEmpty();
        assertThat(fleet.found("thingName:thing-?99")).containsExactly("thing-199", "thing-299");
    }

    @Test
    void a_pattern_made_to_be_slow_is_not() {
        fleet.thing("a", null, Map.of("n", "a".repeat(800)));
        String pattern = "a" + "*a".repeat(400) + "b";

        assertThat(fleet.found("attributes.n:" + pattern)).isEmpty();
        assertThat(fleet.found("attributes.n:" + "a*".repeat(400))).containsExactly("a");
    }
}
