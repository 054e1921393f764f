package io.gatehouse.registry;

import static io.gatehouse.registry.CertificateStatus.ACTIVE;
import static io.gatehouse.registry.CertificateStatus.INACTIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.registry.RegistryResult.Conflict;
import io.gatehouse.registry.RegistryResult.Done;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Changes that leave alone what they do not name, that expect a version, and that go with what hangs on them. */
final class RegistryUpdatesTest extends RegistryGround {
    private static final Map<String, String> BEFORE = Map.of("color", "red", "room", "hall");

    private Thing thing(String name) {
        Thing thing = registry.thing(name);
        assertThat(thing).isNotNull();
        return thing;
    }

    private static ThingUpdate attributes(Map<String, String> attributes, boolean merge) {
        return new ThingUpdate(null, false, new AttributeChange(attributes, merge), 0);
    }

    @Test
    void merged_attributes_keep_the_others_and_an_empty_value_removes_its_own() {
        done(registry.createThing("lamp", null, BEFORE));

        done(registry.updateThing("lamp", attributes(Map.of("color", "", "size", "7"), true)));

        assertThat(thing("lamp").attributes()).isEqualTo(Map.of("room", "hall", "size", "7"));
        assertThat(thing("lamp").version()).isEqualTo(2);
    }

    @Test
    void attributes_that_are_not_merged_take_the_place_of_all() {
        done(registry.createThing("lamp", null, BEFORE));

        done(registry.updateThing("lamp", attributes(Map.of("size", "7", "color", ""), false)));

        assertThat(thing("lamp").attributes()).isEqualTo(Map.of("size", "7"));
    }

    @Test
    void an_update_keeps_the_type_and_the_attributes_it_does_not_name() {
        done(registry.thingTypes().create("bulb", "", List.of()));
        done(registry.thingTypes().create("tube", "", List.of()));
        done(registry.createThing("lamp", "bulb", BEFORE));

        done(registry.updateThing("lamp", attributes(Map.of("size", "7"), true)));
        assertThat(thing("lamp").typeName()).isEqualTo("bulb");

        done(registry.updateThing("lamp", new ThingUpdate("tube", false, null, 2)));
        assertThat(thing("lamp").typeName()).isEqualTo("tube");
        assertThat(thing("lamp").attributes()).hasSize(3);

        done(registry.updateThing("lamp", new ThingUpdate(null, true, null, 3)));
        assertThat(thing("lamp").typeName()).isNull();
    }

    @Test
    void a_thing_of_another_version_than_expected_is_neither_updated_nor_deleted() {
        done(registry.createThing("lamp", null, BEFORE));

        assertThat(registry.updateThing("lamp", new ThingUpdate(null, true, null, 2)))
                .isInstanceOf(Conflict.class);
        assertThat(registry.deleteThing("lamp", -1)).isInstanceOf(Conflict.class);
        assertThat(thing("lamp").version()).isEqualTo(1);

        assertThat(registry.deleteThing("lamp", 1)).isInstanceOf(Done.class);
        assertThat(registry.thing("lamp")).isNull();
    }

    @Test
    void a_group_keeps_the_description_or_the_attributes_that_an_update_does_not_name() {
        ThingGroups groups = registry.thingGroups();
        done(groups.create("house", null, "ours", BEFORE));

        done(groups.update("house", new GroupUpdate(null, new AttributeChange(Map.of("color", ""), true), 1)));
        ThingGroup after = done(groups.update("house", new GroupUpdate("yours", null, 2)));

        assertThat(after.description()).isEqualTo("yours");
        assertThat(after.attributes()).isEqualTo(Map.of("room", "hall"));
        assertThat(after.version()).isEqualTo(3);
    }

    @Test
    void a_group_of_another_version_than_expected_is_neither_updated_nor_deleted() {
        ThingGroups groups = registry.thingGroups();
        done(groups.create("house", null, "ours", NONE));

        assertThat(groups.update("house", new GroupUpdate("yours", null, 2))).isInstanceOf(Conflict.class);
        assertThat(groups.delete("house", true, 2)).isInstanceOf(Conflict.class);
        assertThat(groups.delete("house", true, 1)).isInstanceOf(Done.class);
    }

    @Test
    void a_certificate_is_deleted_with_its_policies_in_one_commit_when_that_is_asked_for() throws Exception {
        String id = registered("lamp", INACTIVE).id();
        done(registry.putPolicy("p", ALLOW_ALL));
        done(registry.attachPolicy("p", id));
        assertThat(registry.deleteCertificate(id)).isInstanceOf(Conflict.class);
        int commits = store.commits();

        done(registry.deleteCertificate(id, true));

        assertThat(store.commits()).isEqualTo(commits + 1);
        for (Registry each : List.of(registry, reopen())) {
            assertThat(each.certificate(id)).isNull();
            assertThat(each.certificatesOfPolicy("p", null, 10)).isEmpty();
        }
        assertThat(registry.deletePolicy("p")).isInstanceOf(Done.class);
    }

    @Test
    void no_certificate_is_deleted_while_it_is_active_or_has_a_thing() {
        String active = registered("lamp", ACTIVE).id();
        String attached = registered("other", INACTIVE).id();
        done(registry.createThing("lamp", null, NONE));
        done(registry.attachThing("lamp", attached));

        assertThat(registry.deleteCertificate(active, true)).isInstanceOf(Conflict.class);
        assertThat(registry.deleteCertificate(attached, true)).isInstanceOf(Conflict.class);
        assertThat(registry.certificate(active)).isNotNull();
        assertThat(registry.certificate(attached)).isNotNull();
    }

    @Test
    void pages_go_backwards_too() {
        for (String name : List.of("a", "b", "c", "d")) {
            done(registry.putPolicy(name, ALLOW_ALL));
        }
        List<String> ids =
                List.of(registered("x", ACTIVE).id(), registered("y", ACTIVE).id());

        assertThat(registry.policiesBackwards(null, 2)).extracting(Policy::name).containsExactly("d", "c");
        assertThat(registry.policiesBackwards("c", 9)).extracting(Policy::name).containsExactly("b", "a");
        assertThat(registry.policiesBackwards("a", 9)).isEmpty();
        assertThat(registry.certificatesBackwards(null, 9))
                .extracting(Certificate::id)
                .containsExactlyElementsOf(ids.stream().sorted().toList().reversed());
    }
}
