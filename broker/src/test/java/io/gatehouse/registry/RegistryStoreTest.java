package io.gatehouse.registry;

import static io.gatehouse.registry.RegistryGround.ALLOW_ALL;
import static io.gatehouse.registry.RegistryGround.DENY_ALL;
import static io.gatehouse.registry.RegistryGround.SCOPE;
import static io.gatehouse.registry.TestCertificates.NOW;
import static io.gatehouse.registry.TestCertificates.der;
import static io.gatehouse.registry.TestCertificates.device;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.config.StoreSettings;
import io.gatehouse.engine.Entry;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.engine.MemoryKeyValue;
import io.gatehouse.engine.StoreException;
import io.gatehouse.engine.rocks.RocksStore;
import io.gatehouse.policy.PolicyLimits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left of a registry when it is opened again, and which stores it refuses to open. */
final class RegistryStoreTest {
    @TempDir
    private Path folder;

    private static Registry open(KeyValue store) throws StoreException {
        return Registry.open(store, SCOPE, RegistryLimits.EXTENDED, () -> NOW);
    }

    private static List<Object> contents(Registry registry) {
        List<Object> all = new ArrayList<>(registry.things("", null, 99));
        all.addAll(registry.certificates("", null, 99));
        all.addAll(registry.cas());
        for (Certificate certificate : registry.certificates("", null, 99)) {
            all.add(registry.thingsOf(certificate.id()));
            all.add(registry.policiesOf(certificate.id()).stream()
                    .map(compiled -> compiled.name())
                    .toList());
            all.add(List.of(
                    certificate.subject(),
                    certificate.issuer(),
                    certificate.serialHex(),
                    certificate.notBefore(),
                    certificate.notAfter(),
                    certificate.pem(),
                    String.valueOf(certificate.caId())));
        }
        for (Policy policy : registry.policies("", null, 99)) {
            all.add(List.of(policy.name(), policy.document(), policy.version(), policy.createdAt()));
        }
        return all;
    }

    private static void fill(Registry registry) {
        TestCertificates.Issuer ca = TestCertificates.ca("factory");
        registry.registerCa(der(ca.certificate()), CaStatus.ACTIVE);
        registry.provision(new Provisioning(
                "lamp",
                "light",
                Map.of("room", "hall", "floor", "2"),
                der(TestCertificates.deviceOf(ca, "lamp")),
                CertificateStatus.ACTIVE,
                "own-topics",
                ALLOW_ALL));
        registry.createThing("door", null, Map.of());
        registry.updateThing("door", null, Map.of("room", "cellar"), 1);
        registry.putPolicy("other", ALLOW_ALL);
        registry.putPolicy("other", DENY_ALL);
        String id = registry.certificates("", null, 1).getFirst().id();
        registry.attachPolicy("other", id);
        registry.attachThing("door", id);
        registry.setCertificateStatus(id, CertificateStatus.REVOKED);
        registry.registerCertificate(device("gone"), CertificateStatus.INACTIVE);
    }

    @Test
    void everything_is_there_again_after_a_restart() throws StoreException {
        List<Object> before;
        StoreSettings settings = StoreSettings.DEFAULTS.at(folder.resolve("data"));
        try (RocksStore store = RocksStore.open(settings);
                Registry registry = open(store.keyValue())) {
            fill(registry);
            before = contents(registry);
        }
        try (RocksStore store = RocksStore.open(settings);
                Registry registry = open(store.keyValue())) {
            assertThat(contents(registry)).isEqualTo(before).hasSizeGreaterThan(10);
        }
    }

    @Test
    void removed_things_stay_removed() throws StoreException {
        MemoryKeyValue store = new MemoryKeyValue();
        Registry registry = open(store);
        fill(registry);
        for (Certificate certificate : registry.certificates("", null, 99)) {
            for (Thing thing : registry.thingsOf(certificate.id())) {
                registry.detachThing(thing.name(), certificate.id());
            }
            for (Policy policy : registry.policies("", null, 99)) {
                registry.detachPolicy(policy.name(), certificate.id());
            }
            registry.deleteCertificate(certificate.id());
        }
        registry.things("", null, 99).forEach(thing -> registry.deleteThing(thing.name()));
        registry.policies("", null, 99).forEach(policy -> registry.deletePolicy(policy.name()));
        for (CaCertificate ca : registry.cas()) {
            registry.setCaStatus(ca.id(), CaStatus.INACTIVE);
            registry.deleteCa(ca.id());
        }

        assertThat(contents(open(store))).isEmpty();
        List<Key> left = new ArrayList<>();
        for (String table : List.of("thing", "certificate", "ca", "policy", "thing-attachment", "policy-attachment")) {
            store.scan(Key.of(table), entry -> left.add(entry.key()));
        }
        assertThat(left).isEmpty();
    }

    /** Every record of every table, damaged in turn: none of them may be skipped. */
    @Test
    void one_unreadable_record_stops_the_start_and_is_named() throws StoreException {
        MemoryKeyValue store = new MemoryKeyValue();
        fill(open(store));
        List<Entry> records = new ArrayList<>();
        for (String table : List.of("thing", "certificate", "ca", "policy", "thing-attachment", "policy-attachment")) {
            store.scan(Key.of(table), records::add);
        }
        assertThat(records).hasSizeGreaterThan(8);

        for (Entry record : records) {
            String table = record.key().parts().getFirst();
            for (String damage : List.of("", "{", "[]", "{\"v\":\"1\"}", "{}")) {
                store.put(record.key(), damage.getBytes(StandardCharsets.UTF_8)).join();
                assertThatThrownBy(() -> open(store))
                        .as("%s as %s", record, damage)
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining("registry record " + table)
                        .hasMessageContaining("restore a backup");
            }
            store.put(record.key(), record.value()).join();
            open(store);
        }
    }

    @Test
    void a_record_of_a_newer_version_stops_the_start_and_asks_for_that_version() {
        MemoryKeyValue store = new MemoryKeyValue();
        store.put(Keys.thing("lamp"), "{\"v\":2,\"x\":1}".getBytes(StandardCharsets.UTF_8))
                .join();

        assertThatThrownBy(() -> open(store))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("version 2 (expected: 1)")
                .hasMessageContaining("start the version of the broker that wrote it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "der", "policy", "dangling"})
    void a_record_that_says_something_else_than_it_should_stops_the_start(String what) throws StoreException {
        MemoryKeyValue store = new MemoryKeyValue();
        Registry registry = open(store);
        fill(registry);
        Certificate certificate = registry.certificates("", null, 9).stream()
                .filter(any -> registry.isAttached(any.id(), "lamp"))
                .findFirst()
                .orElseThrow();
        Key key = what.equals("policy") ? Keys.policy("other") : Keys.certificate(certificate.id());
        Entry entry = store.get(key);
        assertThat(entry).isNotNull();
        String good = new String(entry.value(), StandardCharsets.UTF_8);
        String bad = switch (what) {
            case "status" -> good.replaceFirst("\"status\":\"[A-Z]+\"", "\"status\":\"OPEN\"");
            case "der" -> good.replaceFirst("\"der\":\"M", "\"der\":\"N");
            case "policy" -> good.replace("Deny", "Perhaps");
            default -> "";
        };
        assertThat(bad).isNotEqualTo(good);
        if (bad.isEmpty()) {
            store.delete(key).join();
        } else {
            store.put(key, bad.getBytes(StandardCharsets.UTF_8)).join();
        }

        assertThatThrownBy(() -> open(store)).isInstanceOf(StoreException.class);
    }

    @Test
    void a_policy_above_a_limit_that_was_lowered_since_is_still_read() throws StoreException {
        MemoryKeyValue store = new MemoryKeyValue();
        open(store).putPolicy("p", ALLOW_ALL);
        RegistryLimits lower = new RegistryLimits(0, 0, 0, 0, new PolicyLimits(10, 1, 1));

        Registry registry = Registry.open(store, SCOPE, lower, () -> Instant.EPOCH);

        assertThat(registry.policy("p")).isNotNull();
        assertThat(registry.putPolicy("q", ALLOW_ALL)).isInstanceOf(RegistryResult.Invalid.class);
    }
}
