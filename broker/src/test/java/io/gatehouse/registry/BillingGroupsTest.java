package io.gatehouse.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.engine.Change;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.engine.MemoryKeyValue;
import io.gatehouse.engine.StoreException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Billing groups, and the things in them: one group of a thing at most. */
final class BillingGroupsTest extends RegistryGround {
    private BillingGroup group(String name) {
        return done(registry.billingGroups().create(name, "", Tags.NONE));
    }

    private Thing thing(String name, @Nullable String billingGroup) {
        return done(registry.createThing(name, null, NONE, billingGroup));
    }

    private List<String> thingsOf(String group) {
        return registry.billingGroups().thingsOf(group, null, 1000);
    }

    @Test
    void a_billing_group_is_made_once_updated_and_survives_a_restart() throws StoreException {
        BillingGroup made = done(registry.billingGroups().create("tenant", "pays", Tags.NONE));

        assertThat(done(registry.billingGroups().create("tenant", "pays", Tags.NONE)))
                .isSameAs(made);
        assertThat(registry.billingGroups().create("tenant", "pays less", Tags.NONE))
                .isInstanceOf(RegistryResult.AlreadyExists.class);
        assertThat(registry.billingGroups().update("tenant", "pays more", 7))
                .isInstanceOf(RegistryResult.Conflict.class);
        BillingGroup updated = done(registry.billingGroups().update("tenant", "pays more", 1));
        assertThat(updated).isEqualTo(new BillingGroup("tenant", "pays more", 2, made.createdAt()));
        assertThat(done(registry.billingGroups().update("tenant", null, 0)).description())
                .isEqualTo("pays more");
        assertThat(reopen().billingGroups().group("tenant"))
                .isEqualTo(registry.billingGroups().group("tenant"));
        assertThat(registry.billingGroups().update("none", "", 0)).isInstanceOf(RegistryResult.NotFound.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "ä", "a\n"})
    void a_name_outside_the_pattern_is_refused(String name) {
        assertThat(registry.billingGroups().create(name, "", Tags.NONE)).isInstanceOf(RegistryResult.Invalid.class);
        assertThat(registry.billingGroups().groups("", null, 9)).isEmpty();
    }

    @Test
    void a_thing_is_created_in_a_billing_group_that_is_there() throws StoreException {
        group("tenant");

        Thing lamp = thing("lamp", "tenant");
        assertThat(lamp.billingGroup()).isEqualTo("tenant");
        assertThat(lamp.version()).isEqualTo(1);
        assertThat(thing("lamp", "tenant")).isSameAs(lamp);
        assertThat(thing("lamp", null)).isSameAs(lamp);
        assertThat(registry.createThing("fan", null, NONE, "none"))
                .isEqualTo(new RegistryResult.NotFound<>(Kind.BILLING_GROUP, "none"));
        assertThat(registry.thing("fan")).isNull();
        group("other");
        assertThat(registry.createThing("lamp", null, NONE, "other")).isInstanceOf(RegistryResult.AlreadyExists.class);
        assertThat(reopen().billingGroups().thingsOf("tenant", null, 9)).containsExactly("lamp");
    }

    @Test
    void a_thing_is_in_one_billing_group_at_most() {
        group("tenant");
        group("other");
        thing("lamp", null);

        done(registry.billingGroups().add("tenant", "lamp"));
        done(registry.billingGroups().add("tenant", "lamp"));
        assertThat(registry.billingGroups().add("other", "lamp").sentence())
                .contains("thing lamp is in the billing group tenant");
        done(registry.billingGroups().remove("other", "lamp"));
        assertThat(thingsOf("tenant")).containsExactly("lamp");
        assertThat(thingsOf("other")).isEmpty();

        done(registry.billingGroups().remove("tenant", "lamp"));
        done(registry.billingGroups().add("other", "lamp"));
        assertThat(thingsOf("tenant")).isEmpty();
        assertThat(thingsOf("other")).containsExactly("lamp");
        assertThat(registry.billingGroups().add("none", "lamp")).isInstanceOf(RegistryResult.NotFound.class);
        assertThat(registry.billingGroups().add("other", "none")).isInstanceOf(RegistryResult.NotFound.class);
    }

    @Test
    void whatever_else_changes_of_a_thing_leaves_it_in_its_billing_group() {
        group("tenant");
        thing("lamp", "tenant");
        done(registry.thingGroups().create("house", null, "", NONE));

        done(registry.updateThing("lamp", null, Map.of("colour", "red"), 1));
        done(registry.thingGroups().add("house", List.of("lamp")));
        done(registry.thingGroups().delete("house", true));

        Thing lamp = Objects.requireNonNull(registry.thing("lamp"));
        assertThat(lamp.billingGroup()).isEqualTo("tenant");
        assertThat(lamp.version()).isEqualTo(2);
        assertThat(thingsOf("tenant")).containsExactly("lamp");
        done(registry.deleteThing("lamp"));
        assertThat(thingsOf("tenant")).isEmpty();
    }

    @Test
    void nothing_that_a_certificate_may_do_hangs_on_billing_groups() {
        group("tenant");
        thing("lamp", null);
        String id = registered("lamp", CertificateStatus.ACTIVE).id();
        done(registry.attachThing("lamp", id));
        long epoch = registry.epoch();
        told.clear();

        done(registry.billingGroups().add("tenant", "lamp"));

        assertThat(registry.epoch()).isEqualTo(epoch);
        assertThat(told).allSatisfy(change -> assertThat(change.concerned()).isEmpty());
        assertThat(registry.thingsOf(id)).extracting(Thing::billingGroup).containsExactly("tenant");
    }

    @Test
    void a_billing_group_that_is_deleted_lets_its_things_go_in_the_same_step() throws StoreException {
        group("tenant");
        thing("lamp", "tenant");
        thing("fan", "tenant");

        assertThat(registry.billingGroups().delete("tenant", 2)).isInstanceOf(RegistryResult.Conflict.class);
        done(registry.billingGroups().delete("tenant", 1));

        assertThat(registry.thing("lamp"))
                .satisfies(lamp -> assertThat(lamp.billingGroup()).isNull());
        group("tenant");
        assertThat(thingsOf("tenant")).isEmpty();
        assertThat(reopen().billingGroups().thingsOf("tenant", null, 9)).isEmpty();
    }

    @Test
    void a_billing_group_with_more_things_than_one_commit_takes_is_not_deleted() {
        group("tenant");
        for (int i = 0; i <= GroupPlans.MAX_THINGS_AT_ONCE; i++) {
            thing("lamp-" + i, "tenant");
        }

        assertThat(registry.billingGroups().delete("tenant", 0).sentence()).contains("more than 500 things");
        done(registry.billingGroups().remove("tenant", "lamp-0"));
        done(registry.billingGroups().delete("tenant", 0));
    }

    @Test
    void billing_groups_are_in_an_export_and_come_back_from_it() throws StoreException {
        done(registry.billingGroups().create("tenant", "pays", Tags.NONE));
        thing("lamp", "tenant");
        String text = registry.documents().export();
        Registry other = Registry.open(new MemoryKeyValue(), SCOPE, RegistryLimits.STRICT, () -> TestCertificates.NOW);

        done(other.documents().replace(text, false));

        assertThat(other.documents().export()).isEqualTo(text);
        assertThat(other.billingGroups().thingsOf("tenant", null, 9)).containsExactly("lamp");
        assertThat(done(registry.documents().compare(text)).isNone()).isTrue();

        String renamed = text.replace("\"tenant\"", "\"owner\"");
        assertThat(done(registry.documents().replace(renamed, false)).nouns())
                .contains(
                        new RegistryDifference.OfNoun(
                                "billing group", List.of("owner"), List.of(), List.of("tenant"), 0),
                        new RegistryDifference.OfNoun("thing", List.of(), List.of("lamp"), List.of(), 0));
        assertThat(thingsOf("owner")).containsExactly("lamp");
        assertThat(reopen().documents().export()).isEqualTo(renamed);
    }

    @Test
    void an_import_of_several_commits_leaves_a_registry_that_starts_wherever_it_ends() throws StoreException {
        group("tenant");
        for (int i = 0; i < 1100; i++) {
            thing("lamp-" + i, "tenant");
        }
        String before = registry.documents().export();
        String after = before.replace("\"tenant\"", "\"owner\"");

        int commits = 0;
        for (boolean through = false; !through; commits++) {
            MemoryKeyValue disk = new MemoryKeyValue();
            done(opened(disk).documents().replace(before, false));
            through = opened(new FailingAfter(disk, commits)).documents().replace(after, false)
                    instanceof RegistryResult.Done;

            Registry restarted = opened(disk);
            done(restarted.documents().replace(after, false));
            assertThat(restarted.billingGroups().thingsOf("owner", null, 2000)).hasSize(1100);
            assertThat(restarted.billingGroups().group("tenant")).isNull();
        }
        assertThat(commits).isGreaterThan(2);
    }

    private static Registry opened(KeyValue disk) throws StoreException {
        return Registry.open(disk, SCOPE, RegistryLimits.STRICT, () -> TestCertificates.NOW);
    }

    @Test
    void a_document_names_billing_groups_that_are_in_it() {
        group("tenant");
        thing("lamp", "tenant");
        String text = registry.documents().export().replace("\"billingGroup\": \"tenant\"", "\"billingGroup\": \"x\"");

        assertThat(registry.documents().compare(text).sentence()).contains("billingGroup: \"x\"", "line ");
    }

    @Test
    void a_thing_in_a_billing_group_that_is_not_there_stops_the_start() {
        group("tenant");
        thing("lamp", "tenant");
        store.commit(List.of(new Change.Delete(Keys.billingGroup("tenant")))).join();

        assertThatThrownBy(this::reopen)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("thing lamp: billingGroup: tenant");
    }
}
