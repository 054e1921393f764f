package io.gatehouse.registry;

import static io.gatehouse.registry.CertificateStatus.ACTIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.engine.MemoryKeyValue;
import io.gatehouse.engine.StoreException;
import io.gatehouse.registry.RegistryChange.PoliciesChanged;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Versions of policies, and thing types. */
final class RegistryVersionsTest extends RegistryGround {
    private static List<Long> numbers(Policy policy) {
        return policy.versions().stream().map(PolicyVersion::number).toList();
    }

    @Test
    void another_version_is_in_force_at_once_and_so_is_the_one_before_when_it_is_chosen_again() {
        String id = registered("lamp", ACTIVE).id();
        Policy first = done(registry.putPolicy("p", ALLOW_ALL));
        done(registry.attachPolicy("p", id));
        done(registry.putPolicy("p", DENY_ALL));
        told.clear();
        long epoch = registry.epoch();

        Policy back = done(registry.policyVersions().setDefault("p", 1));

        assertThat(back.document()).isEqualTo(ALLOW_ALL);
        assertThat(registry.policiesOf(id)).containsExactly(first.compiled());
        assertThat(told).containsExactly(new PoliciesChanged(Set.of(id)));
        assertThat(registry.epoch()).isEqualTo(epoch + 1);
        assertThat(numbers(back)).containsExactly(1L, 2L);
    }

    @Test
    void a_version_that_is_not_in_force_changes_nobodys_rights() {
        String id = registered("lamp", ACTIVE).id();
        Policy first = done(registry.putPolicy("p", ALLOW_ALL));
        done(registry.attachPolicy("p", id));
        told.clear();
        long epoch = registry.epoch();

        Policy more = done(registry.policyVersions().create("p", DENY_ALL, false));

        assertThat(more.version()).isEqualTo(1);
        assertThat(numbers(more)).containsExactly(1L, 2L);
        assertThat(registry.policiesOf(id)).containsExactly(first.compiled());
        assertThat(told).containsExactly(new PoliciesChanged(Set.of()));
        assertThat(registry.epoch()).isEqualTo(epoch);
    }

    @Test
    void the_version_in_force_is_never_deleted_and_a_number_is_never_given_twice() {
        done(registry.putPolicy("p", ALLOW_ALL));
        done(registry.putPolicy("p", DENY_ALL));

        assertThat(registry.policyVersions().delete("p", 2).sentence()).contains("is in force");
        done(registry.policyVersions().setDefault("p", 1));
        done(registry.policyVersions().delete("p", 2));
        Policy next = done(registry.policyVersions().create("p", DENY_ALL, false));

        assertThat(numbers(next)).containsExactly(1L, 3L);
        assertThat(registry.policyVersions().delete("p", 2))
                .isEqualTo(new RegistryResult.NotFound<>(Kind.POLICY_VERSION, "p 2"));
        assertThat(registry.policyVersions().setDefault("q", 1))
                .isEqualTo(new RegistryResult.NotFound<>(Kind.POLICY, "q"));
        assertThat(registry.policyVersions().create("q", ALLOW_ALL, true))
                .isEqualTo(new RegistryResult.NotFound<>(Kind.POLICY, "q"));
    }

    @Test
    void a_policy_is_deleted_when_only_the_version_in_force_is_left() {
        done(registry.putPolicy("p", ALLOW_ALL));
        done(registry.putPolicy("p", DENY_ALL));

        assertThat(registry.deletePolicy("p").sentence()).contains("versions that are not in force");
        done(registry.policyVersions().delete("p", 1));
        done(registry.deletePolicy("p"));
        assertThat(registry.policy("p")).isNull();
    }

    @Test
    void in_strict_a_sixth_version_is_refused() {
        for (int i = 0; i < 5; i++) {
            done(registry.putPolicy("p", ALLOW_ALL + " ".repeat(i)));
        }

        assertThat(registry.putPolicy("p", DENY_ALL).sentence())
                .contains("has 5 versions (expected: at most 5)", "gatehouse policy rm p N");
        assertThat(registry.policyVersions().create("p", DENY_ALL, false)).isInstanceOf(RegistryResult.Conflict.class);
    }

    @Test
    void otherwise_the_oldest_that_is_not_in_force_makes_room() throws StoreException {
        MemoryKeyValue other = new MemoryKeyValue();
        Registry extended = Registry.open(other, SCOPE, RegistryLimits.EXTENDED, () -> TestCertificates.NOW);
        for (int i = 0; i < 5; i++) {
            done(extended.putPolicy("p", ALLOW_ALL + " ".repeat(i)));
        }
        done(extended.policyVersions().setDefault("p", 1));

        Policy six = done(extended.policyVersions().create("p", DENY_ALL, false));

        assertThat(numbers(six)).containsExactly(1L, 3L, 4L, 5L, 6L);
        assertThat(six.version()).isEqualTo(1);
        Registry again = Registry.open(other, SCOPE, RegistryLimits.EXTENDED, () -> TestCertificates.NOW);
        assertThat(again.policy("p"))
                .isNotNull()
                .extracting(RegistryVersionsTest::numbers)
                .isEqualTo(numbers(six));
    }

    // ---- Thing types

    private ThingTypes types() {
        return registry.thingTypes();
    }

    @Test
    void the_type_of_a_thing_must_exist_and_not_be_deprecated() {
        assertThat(registry.createThing("lamp", "light", NONE).sentence())
                .contains("thing type: light (expected: one that exists", "gatehouse thing-type create light");
        done(types().create("light", "", List.of()));
        done(registry.createThing("lamp", "light", NONE));
        done(types().deprecate("light", true));

        assertThat(registry.createThing("other", "light", NONE).sentence()).contains("is deprecated");
        done(registry.updateThing("lamp", "light", Map.of("room", "hall"), 0)); // the one it has, it keeps
        done(types().deprecate("light", false));
        done(registry.createThing("other", "light", NONE));
    }

    @Test
    void a_type_is_deleted_when_it_is_deprecated_and_of_no_thing() {
        done(types().create("light", "", List.of()));
        done(registry.createThing("lamp", "light", NONE));

        assertThat(types().delete("light").sentence()).contains("is not deprecated");
        done(types().deprecate("light", true));
        assertThat(types().delete("light").sentence()).contains("is the type of a thing");
        done(registry.updateThing("lamp", null, NONE, 0));
        done(types().delete("light"));
        assertThat(types().types("", null, 9)).isEmpty();
    }

    @Test
    void creating_the_same_type_again_changes_nothing() {
        ThingType light = done(types().create("light", "shines", List.of("room")));

        assertThat(done(types().create("light", "shines", List.of("room")))).isSameAs(light);
        assertThat(types().create("light", "other", List.of("room")))
                .isEqualTo(new RegistryResult.AlreadyExists<>(Kind.THING_TYPE, "light"));
        assertThat(types().create("x", "", List.of("a", "b", "c", "d")).sentence())
                .contains("at most 3");
        assertThat(types().create("x", "", List.of("a b"))).isInstanceOf(RegistryResult.Invalid.class);
    }
}
