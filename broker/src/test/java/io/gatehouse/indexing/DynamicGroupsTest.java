package io.gatehouse.indexing;

import static io.gatehouse.RunningBroker.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.registry.ThingGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is in a dynamic group, and what a thing in one looks like to a search. */
final class DynamicGroupsTest {
    private Fleet fleet;

    @BeforeEach
    void open() throws Exception {
        fleet = new Fleet();
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    private ThingGroup group(String name) {
        return Objects.requireNonNull(fleet.registry.thingGroups().group(name));
    }

    private List<String> members(String group) {
        List<String> names = new ArrayList<>();
        String after = null;
        do {
            SearchPage page = fleet.index.members(group(group), after, 3);
            names.addAll(Fleet.names(page));
            after = page.next();
        } while (after != null);
        return names;
    }

    private List<String> groupsOf(String thing) {
        return fleet.index.groupsOf(Objects.requireNonNull(fleet.registry.thing(thing)));
    }

    @Test
    void a_thing_is_in_the_group_as_long_as_the_query_means_it() {
        fleet.thing("hall", null, Map.of("temperature", "61"))
                .thing("loft", null, Map.of("temperature", "40"))
                .dynamicGroup("warm", "attributes.temperature>60");
        assertThat(members("warm")).containsExactly("hall");

        done(fleet.registry.updateThing("hall", null, Map.of("temperature", "60"), 0));
        done(fleet.registry.updateThing("loft", null, Map.of("temperature", "70"), 0));
        assertThat(members("warm")).containsExactly("loft");
        assertThat(groupsOf("hall")).isEmpty();
        assertThat(groupsOf("loft")).containsExactly("warm");

        done(fleet.registry.thingGroups().deleteDynamic("warm", 0));
        assertThat(groupsOf("loft")).isEmpty();
    }

    @Test
    void who_connects_is_in_a_group_of_those_that_are_connected() {
        fleet.thing("a").thing("b").dynamicGroup("online", "connectivity.connected:true");
        assertThat(members("online")).isEmpty();

        fleet.connected("b", 5);

        assertThat(members("online")).containsExactly("b");
        assertThat(fleet.found("thingGroupNames:online")).containsExactly("b");
        assertThat(fleet.found("NOT thingGroupNames:online")).containsExactly("a");
    }

    @Test
    void a_search_shows_groups_of_both_kinds_in_order() {
        fleet.thing("a", null, Map.of("n", "1"), "m-static")
                .dynamicGroup("z-ones", "attributes.n:1")
                .dynamicGroup("b-all", "*");

        assertThat(fleet.index.search(Fleet.parsed("z-ones"), null, 10).found())
                .singleElement()
                .satisfies(found -> assertThat(found.groups()).containsExactly("b-all", "m-static", "z-ones"));
        assertThat(groupsOf("a")).containsExactly("b-all", "m-static", "z-ones");
    }

    @Test
    void in_the_query_of_a_dynamic_group_names_of_groups_are_static_ones() {
        fleet.thing("a", null, Map.of(), "house")
                .thing("b")
                .dynamicGroup("residents", "thingGroupNames:house")
                .dynamicGroup("of-residents", "thingGroupNames:residents")
                .dynamicGroup("of-itself", "NOT thingGroupNames:of-itself")
                .dynamicGroup("anything", "residents");

        assertThat(members("residents")).containsExactly("a");
        assertThat(members("of-residents")).isEmpty();
        assertThat(members("of-itself")).containsExactly("a", "b");
        assertThat(members("anything")).isEmpty();
    }

    @Test
    void the_members_of_a_large_fleet_come_in_pages_that_end_in_time() {
        for (int i = 100; i < 300; i++) {
            fleet.thing("thing-" + i);
        }
        fleet.dynamicGroup("few", "thingName:thing-?99");
        fleet.nanosEveryLook = Duration.ofSeconds(1).toNanos(); // over at the first look at the clock

        assertThat(fleet.index.members(group("few"), null, 10).next()).isNotNull();
        assertThat(members("few")).containsExactly("thing-199", "thing-299");
    }

    @Test
    void a_static_group_has_no_members_to_search_for() {
        fleet.thing("a", null, Map.of(), "house");

        assertThat(fleet.index.members(group("house"), null, 10)).isEqualTo(new SearchPage(List.of(), null));
    }
}
