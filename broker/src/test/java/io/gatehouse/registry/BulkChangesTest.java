package io.gatehouse.registry;

import static io.gatehouse.registry.CertificateStatus.ACTIVE;
import static io.gatehouse.registry.CertificateStatus.INACTIVE;
import static io.gatehouse.registry.CertificateStatus.REVOKED;
import static io.gatehouse.registry.TestCertificates.der;
import static io.gatehouse.registry.TestCertificates.device;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.registry.Enrolment.Enrolled;
import io.gatehouse.registry.RegistryChange.CertificateChanged;
import io.gatehouse.registry.RegistryResult.Conflict;
import io.gatehouse.registry.RegistryResult.Invalid;
import io.gatehouse.registry.RegistryResult.NotFound;
import io.gatehouse.tls.CertificateIds;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class BulkChangesTest extends RegistryGround {
    @BeforeEach
    void putPolicy() {
        done(registry.putPolicy("fleet", ALLOW_ALL));
        told.clear();
    }

    private static Enrolment wanted(String thing, X509Certificate certificate, @Nullable String policy) {
        return new Enrolment(thing, der(certificate), ACTIVE, policy);
    }

    private List<RegistryResult<Enrolled>> enrol(Enrolment... wanted) {
        return registry.bulk().enrol(List.of(wanted));
    }

    private List<String> things(String certificateId) {
        return registry.thingsOf(certificateId).stream().map(Thing::name).toList();
    }

    @Test
    void many_devices_share_commits_and_are_all_there_after_a_restart() throws Exception {
        List<X509Certificate> certificates =
                IntStream.range(0, 600).mapToObj(i -> device("lamp")).toList();

        int before = store.commits();
        List<RegistryResult<Enrolled>> results = registry.bulk()
                .enrol(IntStream.range(0, 600)
                        .mapToObj(i -> wanted("lamp-" + i, certificates.get(i), "fleet"))
                        .toList());

        assertThat(results).hasSize(600).allMatch(result -> done(result).fresh());
        assertThat(store.commits()).isEqualTo(before + 3); // 250 devices of four records are what a commit takes
        Registry after = reopen();
        for (int i = 0; i < 600; i++) {
            String id = CertificateIds.of(certificates.get(i));
            assertThat(after.thingsOf(id)).extracting(Thing::name).containsExactly("lamp-" + i);
            assertThat(after.policiesOf(id)).hasSize(1);
        }
    }

    @Test
    void one_that_is_refused_takes_nobody_with_it() {
        List<RegistryResult<Enrolled>> results = enrol(
                wanted("lamp-1", device("lamp"), "fleet"),
                new Enrolment("lamp-2", new byte[] {1, 2, 3}, ACTIVE, null),
                wanted("no blanks", device("lamp"), null),
                wanted("lamp-4", device("lamp"), "another"),
                wanted("lamp-5", device("lamp"), null));

        assertThat(results.get(1)).isInstanceOf(Invalid.class);
        assertThat(results.get(2)).isInstanceOf(Invalid.class);
        assertThat(results.get(3)).isEqualTo(new NotFound<>(Kind.POLICY, "another"));
        assertThat(policyNames(done(results.get(0)).certificate().id())).containsExactly("fleet");
        assertThat(policyNames(done(results.get(4)).certificate().id())).isEmpty();
        assertThat(registry.things("", null, 10)).extracting(Thing::name).containsExactly("lamp-1", "lamp-5");
    }

    @Test
    void asking_again_changes_nothing_and_adds_what_is_missing() {
        X509Certificate lamp = device("lamp");
        Certificate certificate = done(registry.registerCertificate(lamp, ACTIVE));

        assertThat(done(enrol(wanted("lamp", lamp, null)).getFirst()).fresh()).isTrue();
        assertThat(done(enrol(wanted("lamp", lamp, "fleet")).getFirst()).fresh())
                .isTrue();
        int before = store.commits();
        assertThat(done(enrol(wanted("lamp", lamp, "fleet")).getFirst()).fresh())
                .isFalse();

        assertThat(store.commits()).isEqualTo(before);
        assertThat(things(certificate.id())).containsExactly("lamp");
        assertThat(policyNames(certificate.id())).containsExactly("fleet");
    }

    @Test
    void a_thing_gets_a_second_certificate_beside_the_first() {
        X509Certificate first = device("lamp");
        X509Certificate second = device("lamp");

        assertThat(enrol(wanted("lamp", first, "fleet"), wanted("lamp", second, "fleet")))
                .allMatch(result -> done(result).fresh());

        assertThat(registry.certificatesOfThing("lamp", null, 10))
                .containsExactlyInAnyOrder(CertificateIds.of(first), CertificateIds.of(second));
    }

    @Test
    void a_certificate_stands_for_one_device_of_a_fleet() {
        X509Certificate shared = device("lamp");

        List<RegistryResult<Enrolled>> results = enrol(wanted("lamp-1", shared, null), wanted("lamp-2", shared, null));

        assertThat(done(results.getFirst()).fresh()).isTrue();
        assertThat(results.getLast())
                .isInstanceOfSatisfying(
                        Conflict.class, conflict -> assertThat(conflict.why()).contains("has the thing lamp-1"));
        assertThat(registry.thing("lamp-2")).isNull();
    }

    @Test
    void a_certificate_with_another_status_is_not_let_in_by_registering_it() {
        X509Certificate off = device("lamp");
        X509Certificate revoked = device("lamp");
        done(registry.registerCertificate(off, INACTIVE));
        done(registry.registerCertificate(revoked, REVOKED));

        List<RegistryResult<Enrolled>> results = enrol(wanted("lamp-1", off, null), wanted("lamp-2", revoked, null));

        assertThat(results.getFirst().sentence()).contains("is INACTIVE (expected: ACTIVE)", "cert activate");
        assertThat(results.getLast().sentence()).contains("is REVOKED (expected: ACTIVE)", "new certificate");
        assertThat(registry.things("", null, 10)).isEmpty();
    }

    @Test
    void a_thing_goes_with_its_certificates_and_everybody_hears_that_they_are_out() {
        String first = done(enrol(wanted("lamp", device("lamp"), "fleet")).getFirst())
                .certificate()
                .id();
        String second = done(enrol(wanted("lamp", device("lamp"), null)).getFirst())
                .certificate()
                .id();
        told.clear();
        long epoch = registry.epoch();

        Removal removal = done(registry.bulk().remove(List.of("lamp")).getFirst());

        assertThat(removal.removed()).containsExactlyInAnyOrder(first, second);
        assertThat(registry.principal(first)).isNull();
        assertThat(registry.thing("lamp")).isNull();
        assertThat(registry.certificatesOfThing("lamp", null, 10)).isEmpty();
        assertThat(told).contains(new CertificateChanged(first, ACTIVE, null));
        assertThat(registry.epoch()).isGreaterThan(epoch);
        done(registry.deletePolicy("fleet")); // nothing has it any more
    }

    @Test
    void a_certificate_of_two_things_goes_with_the_last_of_them() throws Exception {
        String id = done(enrol(wanted("lamp", device("lamp"), "fleet")).getFirst())
                .certificate()
                .id();
        done(registry.createThing("other", null, NONE));
        done(registry.attachThing("other", id));

        Removal kept = done(registry.bulk().remove(List.of("lamp")).getFirst());

        assertThat(kept.removed()).isEmpty();
        assertThat(kept.kept()).containsEntry(id, "it has the thing other too");
        assertThat(things(id)).containsExactly("other");
        assertThat(status(id)).isEqualTo(ACTIVE);

        assertThat(done(registry.bulk().remove(List.of("other")).getFirst()).removed())
                .containsExactly(id);
        assertThat(reopen().certificate(id)).isNull();
    }

    @Test
    void what_is_not_there_is_said_and_the_others_go() {
        enrol(wanted("lamp", device("lamp"), null));

        List<RegistryResult<Removal>> results = registry.bulk().remove(List.of("nobody", "lamp"));

        assertThat(results.getFirst()).isEqualTo(new NotFound<>(Kind.THING, "nobody"));
        assertThat(results.getLast()).isInstanceOf(RegistryResult.Done.class);
    }

    @Test
    void a_thousand_certificates_are_revoked_with_one_commit_and_each_is_told() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            ids.add(registered("lamp", ACTIVE).id());
        }
        done(registry.setCertificateStatus(ids.getFirst(), INACTIVE));
        int before = store.commits();
        told.clear();

        List<RegistryResult<Certificate>> results = registry.bulk().setStatus(ids, REVOKED);

        assertThat(results).allMatch(result -> done(result).status() == REVOKED);
        assertThat(store.commits()).isEqualTo(before + 1);
        assertThat(told).hasSize(1000).contains(new CertificateChanged(ids.getLast(), ACTIVE, REVOKED));
        assertThat(reopen().certificates("", null, 1001)).hasSize(1000).allMatch(one -> one.status() == REVOKED);
    }

    @Test
    void a_certificate_that_is_out_for_good_stays_out_and_the_others_change() {
        String revoked = registered("lamp", REVOKED).id();
        String off = registered("lamp", INACTIVE).id();

        List<RegistryResult<Certificate>> results =
                registry.bulk().setStatus(List.of(revoked, "0".repeat(64), off), ACTIVE);

        assertThat(results.get(0)).isInstanceOf(Conflict.class);
        assertThat(results.get(1)).isEqualTo(new NotFound<>(Kind.CERTIFICATE, "0".repeat(64)));
        assertThat(status(revoked)).isEqualTo(REVOKED);
        assertThat(status(off)).isEqualTo(ACTIVE);
    }

    @Test
    void a_store_that_fails_is_said_of_every_device() {
        store.failWith("the disk is full");

        assertThat(enrol(wanted("lamp-1", device("lamp"), null), wanted("lamp-2", device("lamp"), null)))
                .hasSize(2)
                .allSatisfy(result -> assertThat(result.sentence()).contains("the disk is full"));
        assertThat(registry.things("", null, 10)).isEmpty();
    }

    @Test
    void a_policy_is_created_once_and_never_changed_by_creating_it() {
        assertThat(done(registry.createPolicy("fleet", ALLOW_ALL)).version()).isEqualTo(1);

        assertThat(registry.createPolicy("fleet", DENY_ALL))
                .isEqualTo(new RegistryResult.AlreadyExists<>(Kind.POLICY, "fleet"));
        assertThat(registry.policy("fleet")).extracting(Policy::document).isEqualTo(ALLOW_ALL);
    }
}
