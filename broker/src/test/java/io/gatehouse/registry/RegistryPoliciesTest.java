package io.gatehouse.registry;

import static io.gatehouse.registry.CertificateStatus.ACTIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.policy.CompiledPolicy;
import io.gatehouse.registry.RegistryChange.PoliciesChanged;
import io.gatehouse.registry.RegistryChange.ThingChanged;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RegistryPoliciesTest extends RegistryGround {
    // ---- Things

    @Test
    void creating_the_same_thing_again_changes_nothing_and_another_one_of_that_name_is_refused() {
        done(registry.thingTypes().create("light", "", List.of()));
        told.clear();
        Thing lamp = done(registry.createThing("lamp", "light", Map.of("room", "hall")));

        assertThat(done(registry.createThing("lamp", "light", Map.of("room", "hall"))))
                .isSameAs(lamp);
        assertThat(registry.createThing("lamp", "light", Map.of("room", "attic")))
                .isEqualTo(new RegistryResult.AlreadyExists<>(Kind.THING, "lamp"));
        assertThat(store.commits()).isEqualTo(2);
        assertThat(told).containsExactly(new ThingChanged("lamp", Set.of()));
    }

    @Test
    void an_update_counts_versions_and_refuses_a_stale_one() {
        done(registry.createThing("lamp", null, NONE));
        Thing second = done(registry.updateThing("lamp", null, Map.of("room", "hall"), 1));

        assertThat(second.version()).isEqualTo(2);
        assertThat(registry.updateThing("lamp", null, NONE, 1).sentence()).contains("is at version 2");
        assertThat(done(registry.updateThing("lamp", null, NONE, 0)).version()).isEqualTo(3);
        assertThat(registry.updateThing("door", null, NONE, 0))
                .isEqualTo(new RegistryResult.NotFound<>(Kind.THING, "door"));
    }

    @Test
    void changed_attributes_reach_the_certificates_of_the_thing() {
        String id = registered("lamp", ACTIVE).id();
        done(registry.createThing("lamp", null, NONE));
        done(registry.attachThing("lamp", id));
        told.clear();
        long epoch = registry.epoch();

        Thing changed = done(registry.updateThing("lamp", null, Map.of("room", "hall"), 0));

        assertThat(registry.thingsOf(id)).containsExactly(changed);
        assertThat(told).containsExactly(new ThingChanged("lamp", Set.of(id)));
        assertThat(registry.epoch()).isGreaterThan(epoch);
    }

    @Test
    void a_thing_is_deleted_only_when_detached() {
        String id = registered("lamp", ACTIVE).id();
        done(registry.createThing("lamp", null, NONE));
        done(registry.attachThing("lamp", id));

        assertThat(registry.deleteThing("lamp").sentence()).contains("attached to a certificate");
        done(registry.detachThing("lamp", id));
        done(registry.deleteThing("lamp"));
        assertThat(registry.thing("lamp")).isNull();
    }

    @Test
    void names_and_attributes_outside_the_alphabet_or_limits_are_refused() {
        for (String name : List.of("", "a b", "a/b", "ä", "a\0", "../x", "x".repeat(129))) {
            assertThat(registry.createThing(name, null, NONE)).as(name).isInstanceOf(RegistryResult.Invalid.class);
        }
        done(registry.createThing("a:b_c-D9".repeat(16), null, NONE));
        assertThat(registry.createThing("x", "no such/type", NONE)).isInstanceOf(RegistryResult.Invalid.class);
        assertThat(registry.createThing("x", null, Map.of("a", "1", "b", "2", "c", "3", "d", "4"))
                        .sentence())
                .isEqualTo("attributes: 4 (expected: at most 3)");
        done(registry.thingTypes().create("type", "", List.of()));
        done(registry.createThing("x", "type", Map.of("a", "1", "b", "2", "c", "3", "d", "4")));
        assertThat(registry.createThing("y", null, Map.of("a", "x".repeat(801))))
                .isInstanceOf(RegistryResult.Invalid.class);
        assertThat(registry.createThing("y", null, Map.of("a", "two words")))
                .isInstanceOf(RegistryResult.Invalid.class);
        assertThat(registry.createThing("y", null, Map.of("a b", "1"))).isInstanceOf(RegistryResult.Invalid.class);
    }

    // ---- Policies and attachments

    @Test
    void a_malformed_policy_is_refused_and_the_old_one_stays() {
        Policy first = done(registry.putPolicy("p", ALLOW_ALL));

        assertThat(registry.putPolicy("p", "{")).isInstanceOf(RegistryResult.Invalid.class);
        assertThat(registry.putPolicy("p", ALLOW_ALL.replace("Allow", "Maybe")).sentence())
                .contains("malformed");
        assertThat(registry.policy("p")).isSameAs(first);
    }

    @Test
    void a_new_document_is_a_new_version_and_the_same_one_is_not() {
        Policy first = done(registry.putPolicy("p", ALLOW_ALL));

        assertThat(done(registry.putPolicy("p", ALLOW_ALL))).isSameAs(first);
        Policy second = done(registry.putPolicy("p", DENY_ALL));
        assertThat(second.version()).isEqualTo(2);
        assertThat(second.document()).isEqualTo(DENY_ALL);
        assertThat(second.createdAt()).isEqualTo(first.createdAt());
    }

    @Test
    void policies_of_a_certificate_are_sorted_by_name_and_follow_attach_put_and_detach() {
        String id = registered("lamp", ACTIVE).id();
        for (String name : List.of("c", "a", "b")) {
            done(registry.putPolicy(name, ALLOW_ALL));
            done(registry.attachPolicy(name, id));
        }
        assertThat(policyNames(id)).containsExactly("a", "b", "c");
        List<CompiledPolicy> before = registry.policiesOf(id);
        told.clear();
        long epoch = registry.epoch();

        Policy changed = done(registry.putPolicy("b", DENY_ALL));

        assertThat(registry.policiesOf(id)).hasSize(3).contains(changed.compiled());
        assertThat(before).doesNotContain(changed.compiled());
        assertThat(told).containsExactly(new PoliciesChanged(Set.of(id)));
        assertThat(registry.epoch()).isGreaterThan(epoch);
        done(registry.detachPolicy("b", id));
        assertThat(policyNames(id)).containsExactly("a", "c");
    }

    @Test
    void attaching_twice_is_attaching_once() {
        String id = registered("lamp", ACTIVE).id();
        done(registry.putPolicy("p", ALLOW_ALL));
        done(registry.attachPolicy("p", id));
        int commits = store.commits();

        done(registry.attachPolicy("p", id));

        assertThat(store.commits()).isEqualTo(commits);
        assertThat(policyNames(id)).containsExactly("p");
    }

    @Test
    void what_does_not_exist_is_neither_attached_nor_detached() {
        String id = registered("lamp", ACTIVE).id();
        done(registry.putPolicy("p", ALLOW_ALL));

        assertThat(registry.attachPolicy("q", id)).isEqualTo(new RegistryResult.NotFound<>(Kind.POLICY, "q"));
        assertThat(registry.attachPolicy("p", "x")).isEqualTo(new RegistryResult.NotFound<>(Kind.CERTIFICATE, "x"));
        assertThat(registry.attachThing("t", id)).isEqualTo(new RegistryResult.NotFound<>(Kind.THING, "t"));
        assertThat(registry.detachPolicy("p", id)).isInstanceOf(RegistryResult.NotFound.class);
        assertThat(registry.deletePolicy("q")).isInstanceOf(RegistryResult.NotFound.class);
    }

    @Test
    void a_policy_is_deleted_only_when_detached() {
        String id = registered("lamp", ACTIVE).id();
        done(registry.putPolicy("p", ALLOW_ALL));
        done(registry.attachPolicy("p", id));

        assertThat(registry.deletePolicy("p")).isInstanceOf(RegistryResult.Conflict.class);
        done(registry.detachPolicy("p", id));
        done(registry.deletePolicy("p"));
        assertThat(registry.policies("", null, 10)).isEmpty();
    }

    @Test
    void things_of_one_certificate_are_limited() {
        String id = registered("lamp", ACTIVE).id();
        for (int i = 0; i < RegistryLimits.STRICT.thingsPerCertificate(); i++) {
            done(registry.createThing("t" + i, null, NONE));
            done(registry.attachThing("t" + i, id));
        }
        done(registry.createThing("more", null, NONE));

        assertThat(registry.attachThing("more", id).sentence()).contains("has 100 things (expected: at most 100)");
        assertThat(registry.thingsOf(id)).hasSize(100);
    }

    @Test
    void policies_of_one_certificate_are_limited() {
        String id = registered("lamp", ACTIVE).id();
        for (int i = 0; i < RegistryLimits.STRICT.policiesPerCertificate(); i++) {
            done(registry.putPolicy("p" + i, ALLOW_ALL));
            done(registry.attachPolicy("p" + i, id));
        }
        done(registry.putPolicy("more", ALLOW_ALL));

        assertThat(registry.attachPolicy("more", id).sentence()).contains("has 10 policies");
    }

    @Test
    void things_and_certificates_bind_many_to_many() {
        String one = registered("one", ACTIVE).id();
        String two = registered("two", ACTIVE).id();
        for (String thing : List.of("lamp", "door")) {
            done(registry.createThing(thing, null, NONE));
            done(registry.attachThing(thing, one));
        }
        done(registry.attachThing("lamp", two));

        assertThat(registry.thingsOf(one)).extracting(Thing::name).containsExactly("door", "lamp");
        assertThat(registry.thingsOf(two)).extracting(Thing::name).containsExactly("lamp");
        assertThat(registry.certificatesOfThing("lamp", null, 10)).containsExactlyInAnyOrder(one, two);
        assertThat(registry.certificatesOfThing("lam", null, 10)).isEmpty();
    }

    @Test
    void unaffected_certificates_keep_the_very_same_principal() {
        String one = registered("one", ACTIVE).id();
        String two = registered("two", ACTIVE).id();
        done(registry.putPolicy("p", ALLOW_ALL));
        Principal before = registry.principal(two);
        done(registry.attachPolicy("p", one));

        assertThat(registry.principal(two)).isSameAs(before);
    }
}
