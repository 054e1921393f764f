package io.gatehouse.registry;

import static io.gatehouse.registry.CertificateStatus.ACTIVE;
import static io.gatehouse.registry.CertificateStatus.INACTIVE;
import static io.gatehouse.registry.CertificateStatus.REVOKED;
import static io.gatehouse.registry.TestCertificates.der;
import static io.gatehouse.registry.TestCertificates.device;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.registry.RegistryChange.CertificateChanged;
import io.gatehouse.registry.RegistryChange.ThingChanged;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RegistryTest extends RegistryGround {
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
