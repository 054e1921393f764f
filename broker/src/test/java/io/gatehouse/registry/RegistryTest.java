package io.gatehouse.registry;

import static io.gatehouse.registry.CertificateStatus.ACTIVE;
import static io.gatehouse.registry.CertificateStatus.INACTIVE;
import static io.gatehouse.registry.CertificateStatus.PENDING_ACTIVATION;
import static io.gatehouse.registry.CertificateStatus.PENDING_TRANSFER;
import static io.gatehouse.registry.CertificateStatus.REVOKED;
import static io.gatehouse.registry.TestCertificates.NOW;
import static io.gatehouse.registry.TestCertificates.der;
import static io.gatehouse.registry.TestCertificates.device;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.engine.MemoryKeyValue;
import io.gatehouse.engine.StoreException;
import io.gatehouse.policy.CompiledPolicy;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.registry.RegistryChange.CertificateChanged;
import io.gatehouse.registry.RegistryChange.PoliciesChanged;
import io.gatehouse.registry.RegistryChange.ThingChanged;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RegistryTest {
    static final PolicyScope SCOPE = new PolicyScope("aws", "local", "000000000000");
    static final String ALLOW_ALL =
            """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:*","Resource":"*"}]}""";
    static final String DENY_ALL = ALLOW_ALL.replace("Allow", "Deny");
    private static final Map<String, String> NONE = Map.of();

    private final MemoryKeyValue store = new MemoryKeyValue();
    private final List<RegistryChange> told = new ArrayList<>();
    private Registry registry;

    @BeforeEach
    void open() throws StoreException {
        registry = reopen();
        registry.addListener(told::add);
    }

    private Registry reopen() throws StoreException {
        return Registry.open(store, SCOPE, RegistryLimits.STRICT, () -> NOW);
    }

    private static <T> T done(RegistryResult<T> result) {
        assertThat(result).isInstanceOf(RegistryResult.Done.class);
        return ((RegistryResult.Done<T>) result).value();
    }

    private Certificate registered(String name, CertificateStatus status) {
        return done(registry.registerCertificate(device(name), status));
    }

    private @Nullable CertificateStatus status(String certificateId) {
        Certificate certificate = registry.certificate(certificateId);
        return certificate == null ? null : certificate.status();
    }

    private List<String> policyNames(String certificateId) {
        return registry.policiesOf(certificateId).stream()
                .map(CompiledPolicy::name)
                .toList();
    }

    // ---- Certificates

    @Test
    void a_registered_certificate_is_found_by_the_digest_of_its_der() {
        X509Certificate lamp = device("lamp");
        Certificate certificate = done(registry.registerCertificate(der(lamp), ACTIVE));

        assertThat(registry.certificate(Certificate.idOf(lamp))).isSameAs(certificate);
        assertThat(certificate.subject()).isEqualTo("CN=lamp");
        assertThat(certificate.status()).isEqualTo(ACTIVE);
        assertThat(certificate.caId()).isNull();
        assertThat(certificate.createdAt()).isEqualTo(NOW);
        assertThat(registry.certificate("0".repeat(64))).isNull();
        assertThat(told).containsExactly(new CertificateChanged(certificate.id(), null, ACTIVE));
    }

    @Test
    void a_certificate_is_registered_once() {
        X509Certificate lamp = device("lamp");
        done(registry.registerCertificate(lamp, ACTIVE));

        assertThat(registry.registerCertificate(lamp, INACTIVE))
                .isEqualTo(new RegistryResult.AlreadyExists<>(Kind.CERTIFICATE, Certificate.idOf(lamp)));
        assertThat(status(Certificate.idOf(lamp))).isEqualTo(ACTIVE);
    }

    @Test
    void revoked_is_final() {
        String id = registered("lamp", ACTIVE).id();
        done(registry.setCertificateStatus(id, REVOKED));

        for (CertificateStatus status : List.of(ACTIVE, INACTIVE)) {
            assertThat(registry.setCertificateStatus(id, status))
                    .isInstanceOfSatisfying(RegistryResult.Conflict.class, conflict -> {
                        assertThat(conflict.why()).contains("is REVOKED");
                        assertThat(conflict.whatToDo()).contains("new certificate");
                    });
        }
        done(registry.setCertificateStatus(id, REVOKED));
        assertThat(status(id)).isEqualTo(REVOKED);
    }

    @Test
    void pending_states_are_never_set_by_hand() {
        String id = registered("lamp", ACTIVE).id();

        assertThat(registry.setCertificateStatus(id, PENDING_ACTIVATION)).isInstanceOf(RegistryResult.Invalid.class);
        assertThat(registry.setCertificateStatus(id, PENDING_TRANSFER)).isInstanceOf(RegistryResult.Invalid.class);
        assertThat(registry.registerCertificate(device("door"), PENDING_TRANSFER))
                .isInstanceOf(RegistryResult.Invalid.class);
    }

    @Test
    void a_certificate_that_waits_for_activation_may_be_activated_deactivated_and_revoked() {
        for (CertificateStatus next : List.of(ACTIVE, INACTIVE, REVOKED)) {
            Certificate waiting = registered("lamp", PENDING_ACTIVATION);
            assertThat(done(registry.setCertificateStatus(waiting.id(), next)).status())
                    .isEqualTo(next);
        }
    }

    @Test
    void a_status_change_tells_before_and_after_and_no_change_tells_nothing() {
        String id = registered("lamp", ACTIVE).id();
        told.clear();
        long epoch = registry.epoch();

        done(registry.setCertificateStatus(id, ACTIVE));
        assertThat(told).isEmpty();
        assertThat(registry.epoch()).isEqualTo(epoch);

        done(registry.setCertificateStatus(id, INACTIVE));
        assertThat(told).containsExactly(new CertificateChanged(id, ACTIVE, INACTIVE));
        assertThat(registry.epoch()).isGreaterThan(epoch);
    }

    @Test
    void a_certificate_is_deleted_only_when_neither_active_nor_bound_to_anything() {
        String id = registered("lamp", ACTIVE).id();
        done(registry.createThing("lamp", null, NONE));
        done(registry.attachThing("lamp", id));

        assertThat(registry.deleteCertificate(id).sentence()).contains("is ACTIVE").contains("deactivate or revoke");
        done(registry.setCertificateStatus(id, INACTIVE));
        assertThat(registry.deleteCertificate(id).sentence()).contains("thing lamp attached");
        done(registry.detachThing("lamp", id));
        told.clear();
        done(registry.deleteCertificate(id));

        assertThat(registry.certificate(id)).isNull();
        assertThat(registry.principal(id)).isNull();
        assertThat(registry.certificates("", null, 10)).isEmpty();
        assertThat(told).containsExactly(new CertificateChanged(id, INACTIVE, null));
        assertThat(registry.deleteCertificate(id)).isEqualTo(new RegistryResult.NotFound<>(Kind.CERTIFICATE, id));
    }

    @Test
    void weak_and_expired_certificates_are_refused_with_words() {
        assertThat(registry.registerCertificate(
                        TestCertificates.selfSigned(TestCertificates.rsa(1024), "SHA256withRSA", false), ACTIVE))
                .isInstanceOf(RegistryResult.Invalid.class);
        assertThat(registry.registerCertificate(new byte[] {1, 2, 3}, ACTIVE).sentence())
                .isEqualTo("certificate: neither DER nor PEM (expected: an X.509 certificate)");
        assertThat(told).isEmpty();
    }

    // ---- CAs

    @Test
    void a_registered_ca_lets_nobody_in() {
        TestCertificates.Issuer ca = TestCertificates.ca("factory");
        done(registry.registerCa(der(ca.certificate()), CaStatus.ACTIVE));

        assertThat(registry.certificate(Certificate.idOf(TestCertificates.deviceOf(ca, "lamp")))).isNull();
        assertThat(registry.certificate(Certificate.idOf(ca.certificate()))).isNull();
    }

    @Test
    void a_certificate_that_a_revoked_device_signed_with_its_own_key_stays_unknown() {
        TestCertificates.Issuer lamp = TestCertificates.deviceWithKey("lamp");
        String id = done(registry.registerCertificate(lamp.certificate(), ACTIVE)).id();
        done(registry.setCertificateStatus(id, REVOKED));

        X509Certificate derived = TestCertificates.deviceOf(lamp, "lamp");

        assertThat(registry.certificate(Certificate.idOf(derived))).isNull();
    }

    @Test
    void a_certificate_knows_the_ca_that_really_signed_it() {
        TestCertificates.Issuer ca = TestCertificates.ca("factory");
        String caId = done(registry.registerCa(der(ca.certificate()), CaStatus.ACTIVE)).id();
        X509Certificate forged = TestCertificates.deviceOf(
                new TestCertificates.Issuer(ca.certificate(), TestCertificates.p256().getPrivate()), "forged");

        assertThat(done(registry.registerCertificate(TestCertificates.deviceOf(ca, "lamp"), ACTIVE)).caId())
                .isEqualTo(caId);
        assertThat(done(registry.registerCertificate(forged, ACTIVE)).caId()).isNull();
    }

    @Test
    void an_inactive_ca_stops_new_certificates_and_leaves_the_old_ones_alone() {
        TestCertificates.Issuer ca = TestCertificates.ca("factory");
        String caId = done(registry.registerCa(der(ca.certificate()), CaStatus.ACTIVE)).id();
        Certificate lamp = done(registry.registerCertificate(TestCertificates.deviceOf(ca, "lamp"), ACTIVE));
        done(registry.setCaStatus(caId, CaStatus.INACTIVE));

        assertThat(registry.registerCertificate(TestCertificates.deviceOf(ca, "door"), ACTIVE).sentence())
                .contains("is INACTIVE")
                .contains("activate the CA first");
        assertThat(registry.certificate(lamp.id())).isSameAs(lamp);
    }

    @Test
    void a_ca_is_deleted_only_when_inactive() {
        String id = done(registry.registerCa(der(TestCertificates.ca("factory").certificate()), CaStatus.ACTIVE))
                .id();

        assertThat(registry.deleteCa(id)).isInstanceOf(RegistryResult.Conflict.class);
        done(registry.setCaStatus(id, CaStatus.INACTIVE));
        done(registry.deleteCa(id));
        assertThat(registry.ca(id)).isNull();
        assertThat(registry.cas()).isEmpty();
    }

    @Test
    void a_device_certificate_is_no_ca_and_one_certificate_has_one_role() {
        byte[] both = der(TestCertificates.selfSigned(TestCertificates.p256(), "SHA256withECDSA", true));

        assertThat(registry.registerCa(der(device("lamp")), CaStatus.ACTIVE))
                .isInstanceOf(RegistryResult.Invalid.class);
        done(registry.registerCertificate(both, ACTIVE));
        assertThat(registry.registerCa(both, CaStatus.ACTIVE)).isInstanceOf(RegistryResult.Conflict.class);
    }

    @Test
    void cas_with_one_subject_are_limited() {
        for (int i = 0; i < RegistryLimits.STRICT.casPerSubject(); i++) {
            done(registry.registerCa(der(TestCertificates.ca("factory").certificate()), CaStatus.INACTIVE));
        }

        assertThat(registry.registerCa(der(TestCertificates.ca("factory").certificate()), CaStatus.ACTIVE))
                .isInstanceOf(RegistryResult.Conflict.class);
    }

    // ---- Things

    @Test
    void creating_the_same_thing_again_changes_nothing_and_another_one_of_that_name_is_refused() {
        Thing lamp = done(registry.createThing("lamp", "light", Map.of("room", "hall")));

        assertThat(done(registry.createThing("lamp", "light", Map.of("room", "hall")))).isSameAs(lamp);
        assertThat(registry.createThing("lamp", "light", Map.of("room", "attic")))
                .isEqualTo(new RegistryResult.AlreadyExists<>(Kind.THING, "lamp"));
        assertThat(store.commits()).isEqualTo(1);
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
        assertThat(registry.createThing("x", null, Map.of("a", "1", "b", "2", "c", "3", "d", "4")).sentence())
                .isEqualTo("attributes: 4 (expected: at most 3)");
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
        assertThat(registry.putPolicy("p", ALLOW_ALL.replace("Allow", "Maybe")).sentence()).contains("malformed");
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
        assertThat(registry.isAttached(two, "lamp")).isTrue();
        assertThat(registry.isAttached(two, "door")).isFalse();
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

    // ---- Provisioning

    private Provisioning provisioning(String thing, X509Certificate certificate, @Nullable String document) {
        return new Provisioning(thing, null, NONE, der(certificate), ACTIVE, "own-topics", document);
    }

    @Test
    void a_device_is_provisioned_in_one_commit() {
        Provisioning.Provisioned made = done(registry.provision(provisioning("lamp", device("lamp"), ALLOW_ALL)));

        String id = made.certificate().id();
        assertThat(store.commits()).isEqualTo(1);
        assertThat(registry.thingsOf(id)).containsExactly(made.thing());
        assertThat(policyNames(id)).containsExactly("own-topics");
        assertThat(registry.certificatesOfPolicy("own-topics", null, 10)).containsExactly(id);
        assertThat(told)
                .containsExactly(new CertificateChanged(id, null, ACTIVE), new ThingChanged("lamp", Set.of(id)));
    }

    @Test
    void devices_share_a_policy_but_never_change_it_by_being_provisioned() {
        done(registry.provision(provisioning("lamp", device("lamp"), ALLOW_ALL)));
        done(registry.provision(provisioning("door", device("door"), ALLOW_ALL)));
        done(registry.provision(provisioning("gate", device("gate"), null)));

        assertThat(registry.provision(provisioning("oven", device("oven"), DENY_ALL)))
                .isEqualTo(new RegistryResult.AlreadyExists<>(Kind.POLICY, "own-topics"));
        assertThat(registry.policy("own-topics")).extracting(Policy::version).isEqualTo(1L);
        assertThat(registry.certificatesOfPolicy("own-topics", null, 10)).hasSize(3);
        assertThat(registry.thing("oven")).isNull();
    }

    @Test
    void provisioning_that_is_refused_leaves_nothing_behind() {
        X509Certificate lamp = device("lamp");
        done(registry.provision(provisioning("lamp", lamp, ALLOW_ALL)));
        int commits = store.commits();

        assertThat(registry.provision(provisioning("lamp", device("lamp"), ALLOW_ALL)))
                .isEqualTo(new RegistryResult.AlreadyExists<>(Kind.THING, "lamp"));
        assertThat(registry.provision(provisioning("door", lamp, ALLOW_ALL)))
                .isInstanceOf(RegistryResult.AlreadyExists.class);
        assertThat(registry.provision(new Provisioning("door", null, NONE, new byte[9], ACTIVE, "own-topics", null)))
                .isInstanceOf(RegistryResult.Invalid.class);
        assertThat(registry.provision(new Provisioning("door", null, NONE, der(device("door")), ACTIVE, "none", null)))
                .isEqualTo(new RegistryResult.NotFound<>(Kind.POLICY, "none"));
        assertThat(store.commits()).isEqualTo(commits);
        assertThat(registry.thing("door")).isNull();
    }

    // ---- Order, pages, failure

    @Test
    void a_page_begins_after_the_last_name_of_the_one_before() {
        for (String name : List.of("b1", "a1", "a3", "a2", "c1")) {
            done(registry.createThing(name, null, NONE));
        }

        assertThat(registry.things("", null, 2)).extracting(Thing::name).containsExactly("a1", "a2");
        assertThat(registry.things("", "a2", 2)).extracting(Thing::name).containsExactly("a3", "b1");
        assertThat(registry.things("", "b1", 2)).extracting(Thing::name).containsExactly("c1");
        assertThat(registry.things("", "c1", 2)).isEmpty();
        assertThat(registry.things("a", "a2", 9)).extracting(Thing::name).containsExactly("a3");
        assertThat(registry.things("b", "a2", 9)).extracting(Thing::name).containsExactly("b1");
        assertThat(registry.things("a", "b9", 9)).isEmpty();
    }

    @Test
    void certificates_are_paged_by_id() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(registered("device " + i, INACTIVE).id());
        }
        ids.sort(null);

        List<String> paged = new ArrayList<>();
        String after = null;
        while (true) {
            List<Certificate> page = registry.certificates("", after, 2);
            if (page.isEmpty()) {
                break;
            }
            page.forEach(certificate -> paged.add(certificate.id()));
            after = paged.getLast();
        }

        assertThat(paged).isEqualTo(ids);
        assertThat(registry.certificates(ids.get(2), null, 9)).hasSize(1);
    }

    @Test
    void what_the_store_did_not_take_is_not_seen_and_not_told() {
        String id = registered("lamp", ACTIVE).id();
        told.clear();
        long epoch = registry.epoch();
        store.failWith("no space left on device");

        assertThat(registry.setCertificateStatus(id, INACTIVE))
                .isEqualTo(new RegistryResult.StoreFailed<>("no space left on device"));
        assertThat(registry.createThing("lamp", null, NONE)).isInstanceOf(RegistryResult.StoreFailed.class);

        assertThat(status(id)).isEqualTo(ACTIVE);
        assertThat(registry.thing("lamp")).isNull();
        assertThat(told).isEmpty();
        assertThat(registry.epoch()).isEqualTo(epoch);
        store.failWith(null);
        done(registry.setCertificateStatus(id, INACTIVE));
    }

    @Test
    void a_listener_finds_the_change_in_memory_and_the_epoch_moved() {
        List<String> seen = new ArrayList<>();
        String id = registered("lamp", ACTIVE).id();
        long epoch = registry.epoch();
        registry.addListener(change -> {
            Certificate certificate = registry.certificate(id);
            assertThat(certificate).isNotNull();
            seen.add(certificate.status() + " " + (registry.epoch() - epoch));
        });

        done(registry.setCertificateStatus(id, INACTIVE));
        done(registry.setCertificateStatus(id, REVOKED));

        assertThat(seen).containsExactly("INACTIVE 1", "REVOKED 2");
    }

    @Test
    void a_listener_may_not_write() {
        List<Throwable> caught = new ArrayList<>();
        registry.addListener(_ -> {
            try {
                registry.createThing("from-a-listener", null, NONE);
            } catch (IllegalStateException refused) {
                caught.add(refused);
            }
        });

        done(registry.createThing("lamp", null, NONE));

        assertThat(caught).hasSize(1);
        assertThat(registry.thing("from-a-listener")).isNull();
    }

    @Test
    void writers_on_many_threads_lose_no_change() throws InterruptedException {
        List<Thread> writers = new ArrayList<>();
        for (int writer = 0; writer < 8; writer++) {
            int number = writer;
            writers.add(Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 50; i++) {
                    done(registry.createThing("thing-" + number + "-" + i, null, NONE));
                }
            }));
        }
        for (Thread writer : writers) {
            writer.join();
        }

        assertThat(registry.things("", null, 1000)).hasSize(400);
        assertThat(told).hasSize(400);
    }

    @Test
    void after_close_writers_are_refused_and_readers_go_on() {
        done(registry.createThing("lamp", null, NONE));
        registry.close();

        assertThatThrownBy(() -> registry.createThing("door", null, NONE)).isInstanceOf(IllegalStateException.class);
        assertThat(registry.thing("lamp")).isNotNull();
    }
}
