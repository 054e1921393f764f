package io.gatehouse.registry;

import static io.gatehouse.registry.CertificateStatus.ACTIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.engine.MemoryKeyValue;
import io.gatehouse.engine.StoreException;
import io.gatehouse.policy.CompiledPolicy;
import io.gatehouse.registry.RegistryChange.GroupChanged;
import io.gatehouse.registry.RegistryChange.PoliciesChanged;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Thing groups, the policies they hand down, and what a certificate has of them. */
final class RegistryGroupsTest extends RegistryGround {
    private ThingGroups groups() {
        return registry.thingGroups();
    }

    private void group(String name, @Nullable String parent) {
        done(groups().create(name, parent, "", NONE));
    }

    private void policy(String name) {
        done(registry.putPolicy(name, ALLOW_ALL));
    }

    /** A certificate, and a thing of that name it is attached to. */
    private String device(String name) {
        String id = registered(name, ACTIVE).id();
        done(registry.createThing(name, null, NONE));
        done(registry.attachThing(name, id));
        return id;
    }

    private Principal principal(String id) {
        Principal principal = registry.principal(id);
        assertThat(principal).isNotNull();
        return principal;
    }

    /** Names of the policies of a connection of that certificate that stands for that thing. */
    private List<String> policiesFor(String id, @Nullable String thing) {
        Principal principal = principal(id);
        return principal.policiesFor(thing == null ? null : principal.thing(thing)).stream()
                .map(CompiledPolicy::name)
                .toList();
    }

    @Test
    void policies_of_a_group_and_of_all_groups_above_it_apply_to_its_things() {
        String id = device("lamp");
        List.of("own", "city", "house", "room", "elsewhere").forEach(this::policy);
        group("city", null);
        group("house", "city");
        group("room", "house");
        group("garden", "city");
        done(registry.attachPolicy("own", id));
        for (String group : List.of("city", "house", "room")) {
            done(groups().attachPolicy(group, group));
        }
        done(groups().attachPolicy("elsewhere", "garden"));

        done(groups().add("room", List.of("lamp")));

        assertThat(policiesFor(id, "lamp")).containsExactlyInAnyOrder("own", "city", "house", "room");
        assertThat(groups().path("room")).containsExactly("city", "house", "room");
        done(groups().remove("room", List.of("lamp")));
        assertThat(policiesFor(id, "lamp")).containsExactly("own");
    }

    @Test
    void a_thing_that_moves_has_what_its_new_groups_bring_in_one_step() throws StoreException {
        String id = device("lamp");
        List.of("hall", "attic", "garden").forEach(this::policy);
        group("house", null);
        group("hall", "house");
        group("attic", "house");
        group("garden", null);
        for (String group : List.of("hall", "attic", "garden")) {
            done(groups().attachPolicy(group, group));
        }
        done(groups().add("hall", List.of("lamp")));
        Principal before = principal(id);
        long epoch = registry.epoch();
        told.clear();

        Thing moved = done(groups().move("lamp", List.of("attic", "garden"), List.of("hall", "house")));

        assertThat(moved.groups()).containsExactly("attic", "garden");
        assertThat(moved.version()).isEqualTo(1);
        assertThat(policiesFor(id, "lamp")).containsExactly("attic", "garden");
        assertThat(before.policiesFor(before.thing("lamp"))).hasSize(1);
        assertThat(registry.epoch()).isEqualTo(epoch + 1);
        assertThat(told)
                .containsExactlyInAnyOrder(
                        new GroupChanged("hall", Set.of(id)),
                        new GroupChanged("attic", Set.of(id)),
                        new GroupChanged("garden", Set.of(id)));
        assertThat(reopen().thing("lamp")).isEqualTo(moved);
        told.clear();
        done(groups().move("lamp", List.of("attic"), List.of("hall")));
        assertThat(told).isEmpty();
    }

    @Test
    void a_full_hierarchy_takes_a_thing_that_only_moves_within_it() throws StoreException {
        RegistryLimits strict = RegistryLimits.STRICT;
        GroupLimits two = new GroupLimits(7, 100, 10, true, 2, 50, 2, 100);
        registry = Registry.open(
                store,
                SCOPE,
                new RegistryLimits(50, 50, 10, 100, 5, false, 10, two, strict.policy()),
                () -> TestCertificates.NOW);
        group("house", null);
        group("hall", "house");
        group("attic", "house");
        List.of("a", "b", "c").forEach(name -> done(registry.createThing(name, null, NONE)));
        done(groups().add("hall", List.of("a", "b")));

        assertThat(groups().move("c", List.of("attic"), List.of()).sentence())
                .contains("thing group house has 2 things");
        done(groups().move("a", List.of("attic"), List.of("hall")));
        assertThat(groups().thingsBelow("house")).isEqualTo(2);
    }

    @Test
    void a_connection_that_stands_for_no_thing_or_for_another_one_has_nothing_of_the_group() {
        String id = device("lamp");
        done(registry.createThing("door", null, NONE));
        done(registry.attachThing("door", id));
        List.of("own", "grouped").forEach(this::policy);
        done(registry.attachPolicy("own", id));
        group("g", null);
        done(groups().attachPolicy("grouped", "g"));
        done(groups().add("g", List.of("lamp")));

        assertThat(policiesFor(id, "lamp")).containsExactly("own", "grouped");
        assertThat(policiesFor(id, "door")).containsExactly("own");
        assertThat(policiesFor(id, null)).containsExactly("own");
    }

    @Test
    void a_policy_that_comes_twice_applies_once() {
        String id = device("lamp");
        policy("p");
        group("up", null);
        group("down", "up");
        done(registry.attachPolicy("p", id));
        done(groups().attachPolicy("p", "up"));
        done(groups().attachPolicy("p", "down"));
        done(groups().add("down", List.of("lamp")));

        assertThat(policiesFor(id, "lamp")).containsExactly("p");
    }

    @Test
    void a_new_document_reaches_those_who_have_the_policy_by_a_group_and_tells_them_once() {
        String own = device("own");
        String inherited = device("inherited");
        String both = device("both");
        String neither = device("neither");
        policy("p");
        group("up", null);
        group("down", "up");
        done(groups().attachPolicy("p", "up"));
        done(groups().add("down", List.of("inherited", "both")));
        done(registry.attachPolicy("p", own));
        done(registry.attachPolicy("p", both));
        Principal untouched = principal(neither);
        told.clear();
        long epoch = registry.epoch();

        Policy changed = done(registry.putPolicy("p", DENY_ALL));

        assertThat(told).containsExactly(new PoliciesChanged(Set.of(own, inherited, both)));
        assertThat(registry.epoch()).isEqualTo(epoch + 1);
        for (String id : List.of(inherited, both)) {
            String thing = id.equals(both) ? "both" : "inherited";
            assertThat(principal(id).policiesFor(registry.thing(thing))).containsExactly(changed.compiled());
        }
        assertThat(principal(neither)).isSameAs(untouched);
    }

    @Test
    void a_change_of_a_group_concerns_the_certificates_of_its_things_and_of_those_under_it() {
        String inUp = device("in-up");
        String inDown = device("in-down");
        device("in-none");
        policy("p");
        group("up", null);
        group("down", "up");
        done(groups().add("up", List.of("in-up")));
        told.clear();
        long epoch = registry.epoch();

        done(groups().add("down", List.of("in-down")));
        done(groups().attachPolicy("p", "up"));
        done(groups().detachPolicy("p", "up"));
        done(groups().update("up", "described", Map.of("a", "b"), 1));

        assertThat(told)
                .containsExactly(
                        new GroupChanged("down", Set.of(inDown)),
                        new GroupChanged("up", Set.of(inUp, inDown)),
                        new GroupChanged("up", Set.of(inUp, inDown)),
                        new GroupChanged("up", Set.of()));
        assertThat(registry.epoch()).isEqualTo(epoch + 3);
    }

    @Test
    void a_group_is_deleted_with_its_things_and_policies_but_never_with_child_groups() {
        String id = device("lamp");
        policy("p");
        group("up", null);
        group("down", "up");
        done(groups().attachPolicy("p", "down"));
        done(groups().add("down", List.of("lamp")));

        assertThat(groups().delete("up", true).sentence()).contains("has the child group down");
        assertThat(registry.deletePolicy("p").sentence()).contains("attached to a thing group");
        int commits = store.commits();
        told.clear();
        done(groups().delete("down", true));

        assertThat(store.commits()).isEqualTo(commits + 1);
        assertThat(told).containsExactly(new GroupChanged("down", Set.of(id)));
        assertThat(policiesFor(id, "lamp")).isEmpty();
        assertThat(registry.thing("lamp")).extracting(Thing::groups).isEqualTo(List.of());
        assertThat(groups().thingsBelow("up")).isZero();
        done(registry.deletePolicy("p"));
        done(groups().delete("up", true));
    }

    @Test
    void a_group_that_was_empty_a_moment_ago_is_kept_for_the_thing_that_came_since() {
        group("down", null);
        done(registry.createThing("lamp", null, NONE));
        done(groups().add("down", List.of("lamp")));

        assertThat(groups().delete("down", false).sentence())
                .contains("thing group down has the thing lamp in it", "--with-things");
        done(groups().remove("down", List.of("lamp")));
        done(groups().delete("down", false));
    }

    @Test
    void a_thing_that_is_deleted_leaves_its_groups() {
        done(registry.createThing("lamp", null, NONE));
        group("g", null);
        done(groups().add("g", List.of("lamp")));

        done(registry.deleteThing("lamp"));

        assertThat(groups().thingsOf("g", null, 9)).isEmpty();
        assertThat(groups().thingsBelow("g")).isZero();
    }

    @Test
    void a_thing_keeps_its_groups_when_its_attributes_change() {
        done(registry.createThing("lamp", null, NONE));
        group("g", null);
        done(groups().add("g", List.of("lamp")));

        Thing changed = done(registry.updateThing("lamp", null, Map.of("room", "hall"), 1));

        assertThat(changed.groups()).containsExactly("g");
        assertThat(groups().thingsOf("g", null, 9)).containsExactly("lamp");
    }

    @Test
    void creating_the_same_group_again_changes_nothing_and_a_parent_is_for_good() {
        group("up", null);
        group("down", "up");

        group("down", "up");

        assertThat(groups().create("down", null, "", NONE))
                .isEqualTo(new RegistryResult.AlreadyExists<>(Kind.THING_GROUP, "down"));
        assertThat(groups().create("x", "nowhere", "", NONE))
                .isEqualTo(new RegistryResult.NotFound<>(Kind.THING_GROUP, "nowhere"));
        assertThat(store.commits()).isEqualTo(2);
    }

    @Test
    void things_are_added_all_or_none() {
        done(registry.createThing("lamp", null, NONE));
        group("g", null);

        assertThat(groups().add("g", List.of("lamp", "door")))
                .isEqualTo(new RegistryResult.NotFound<>(Kind.THING, "door"));

        assertThat(groups().thingsOf("g", null, 9)).isEmpty();
        assertThat(done(groups().add("g", List.of("lamp", "lamp")))).hasSize(1);
        assertThat(done(groups().add("g", List.of("lamp")))).isEmpty();
    }

    // ---- Limits of strict

    @Test
    void a_hierarchy_has_seven_levels() {
        group("g1", null);
        for (int i = 2; i <= 7; i++) {
            group("g" + i, "g" + (i - 1));
        }

        assertThat(groups().create("g8", "g7", "", NONE).sentence()).contains("depth 7 (expected: at most 7");
    }

    @Test
    void a_group_has_a_hundred_children_and_two_policies() {
        group("g", null);
        for (int i = 0; i < 100; i++) {
            group("child" + i, "g");
        }
        for (int i = 0; i < 3; i++) {
            policy("p" + i);
        }
        done(groups().attachPolicy("p0", "g"));
        done(groups().attachPolicy("p1", "g"));

        assertThat(groups().create("more", "g", "", NONE).sentence()).contains("has 100 child groups");
        assertThat(groups().attachPolicy("p2", "g").sentence()).contains("has 2 policies");
    }

    @Test
    void a_thing_is_in_ten_groups_and_in_one_of_a_hierarchy() {
        done(registry.createThing("lamp", null, NONE));
        group("root0", null);
        group("a", "root0");
        group("b", "root0");
        done(groups().add("a", List.of("lamp")));
        assertThat(groups().add("b", List.of("lamp")).sentence()).contains("in the group a, which has the same root");
        for (int i = 1; i < 11; i++) {
            group("root" + i, null);
        }
        for (int i = 1; i < 10; i++) {
            done(groups().add("root" + i, List.of("lamp")));
        }

        assertThat(groups().add("root10", List.of("lamp")).sentence()).contains("is in 10 groups");
    }

    @Test
    void what_one_change_may_have_to_reach_is_limited() throws StoreException {
        GroupLimits few = new GroupLimits(7, 100, 10, false, 2, 50, 3, 100);
        RegistryLimits strict = RegistryLimits.STRICT;
        RegistryLimits limits = new RegistryLimits(50, 50, 10, 100, 5, false, 10, few, strict.policy());
        Registry small = Registry.open(new MemoryKeyValue(), SCOPE, limits, () -> TestCertificates.NOW);
        done(small.thingGroups().create("up", null, "", NONE));
        done(small.thingGroups().create("down", "up", "", NONE));
        for (int i = 0; i < 4; i++) {
            done(small.createThing("t" + i, null, NONE));
        }
        done(small.thingGroups().add("down", List.of("t0", "t1")));

        assertThat(small.thingGroups().add("up", List.of("t2", "t3")).sentence())
                .contains("thing group up has 2 things in it and under it (expected: at most 3)");
    }

    @Test
    void names_descriptions_and_attributes_of_groups_are_checked() {
        assertThat(groups().create("a b", null, "", NONE)).isInstanceOf(RegistryResult.Invalid.class);
        assertThat(groups().create("g", null, "line\nfeed", NONE)).isInstanceOf(RegistryResult.Invalid.class);
        assertThat(groups().create("g", null, "x".repeat(2029), NONE)).isInstanceOf(RegistryResult.Invalid.class);
        assertThat(groups().create("g", null, "", Map.of("a b", "1"))).isInstanceOf(RegistryResult.Invalid.class);
    }

    // ---- Exclusive things

    @Test
    void an_exclusive_thing_is_the_only_one_of_its_certificate() {
        String id = registered("lamp", ACTIVE).id();
        done(registry.createThing("lamp", null, NONE));
        done(registry.createThing("door", null, NONE));
        done(registry.attachThing("lamp", id, ThingPrincipalType.EXCLUSIVE_THING));

        assertThat(principal(id).exclusiveThing()).isEqualTo(registry.thing("lamp"));
        assertThat(registry.attachThing("door", id).sentence()).contains("has the thing lamp exclusively");
        done(registry.attachThing("lamp", id, ThingPrincipalType.NON_EXCLUSIVE_THING));
        assertThat(principal(id).exclusiveThing()).isNull();
        done(registry.attachThing("door", id));
        assertThat(registry.attachThing("lamp", id, ThingPrincipalType.EXCLUSIVE_THING)
                        .sentence())
                .contains("has the thing door");
    }

    @Test
    void several_certificates_may_have_the_same_thing_exclusively() {
        done(registry.createThing("lamp", null, NONE));
        for (String name : List.of("old", "new")) {
            String id = registered(name, ACTIVE).id();
            done(registry.attachThing("lamp", id, ThingPrincipalType.EXCLUSIVE_THING));
            assertThat(principal(id).exclusiveThing()).isNotNull();
        }
    }

    // ---- Everything against a slow model

    /** Random changes; after each, every principal is what the definitions say, computed from nothing. */
    @Test
    void what_a_certificate_has_is_always_what_the_definitions_say() throws StoreException {
        long seed = Long.getLong("gatehouse.seed", new Random().nextLong());
        Random random = new Random(seed);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            policy("p" + i);
            ids.add(device("t" + i));
        }
        for (int step = 0; step < 400; step++) {
            String group = "g" + random.nextInt(6);
            String policy = "p" + random.nextInt(4);
            String thing = "t" + random.nextInt(4);
            switch (random.nextInt(8)) {
                case 0 -> groups().create(group, random.nextInt(3) == 0 ? null : "g" + random.nextInt(6), "", NONE);
                case 1 -> groups().delete(group, true);
                case 2, 3 -> groups().add(group, List.of(thing));
                case 4 -> groups().remove(group, List.of(thing));
                case 5 -> groups().attachPolicy(policy, group);
                case 6 -> groups().detachPolicy(policy, group);
                default -> {
                    Policy changed = done(
                            registry.putPolicy(policy, random.nextBoolean() ? ALLOW_ALL : DENY_ALL + " ".repeat(step)));
                    for (PolicyVersion old : changed.others()) { // so that there is room for the next
                        done(registry.policyVersions().delete(policy, old.number()));
                    }
                }
            }
            for (Registry each : step % 50 == 0 ? List.of(registry, reopen()) : List.of(registry)) {
                for (String id : ids) {
                    check(each, id, "seed " + seed + " step " + step);
                }
            }
        }
    }

    private static void check(Registry registry, String id, String where) {
        Principal principal = registry.principal(id);
        assertThat(principal).isNotNull();
        Thing thing = registry.thing(principal.things().getFirst().name());
        assertThat(thing).isNotNull();
        Set<String> expected = new TreeSet<>();
        for (String group : thing.groups()) {
            assertThat(registry.thingGroups().thingsOf(group, null, 99)).contains(thing.name());
            ThingGroup at = registry.thingGroups().group(group);
            while (at != null) {
                expected.addAll(registry.thingGroups().policiesOf(at.name()));
                at = at.parent() == null ? null : registry.thingGroups().group(at.parent());
            }
        }
        List<CompiledPolicy> compiled = new ArrayList<>();
        for (String name : expected) {
            Policy policy = registry.policy(name);
            assertThat(policy).isNotNull();
            compiled.add(policy.compiled());
        }
        assertThat(principal.policiesFor(thing)).as(where).containsExactlyInAnyOrderElementsOf(compiled);
    }
}
