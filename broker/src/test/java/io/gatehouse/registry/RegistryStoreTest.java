package io.gatehouse.registry;

import static io.gatehouse.registry.RegistryGround.ALLOW_ALL;
import static io.gatehouse.registry.RegistryGround.DENY_ALL;
import static io.gatehouse.registry.RegistryGround.SCOPE;
import static io.gatehouse.registry.RegistryGround.done;
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
import io.gatehouse.policy.CompiledPolicy;
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
            Principal principal = registry.principal(certificate.id());
            assertThat(principal).isNotNull();
            all.add(List.of(
                    principal.policies().stream().map(CompiledPolicy::name).toList()));
            for (BoundThing bound : principal.things()) {
                all.add(List.of(
                        bound.thing(),
                        bound.exclusive(),
                        bound.groupPolicies().stream().map(CompiledPolicy::name).toList()));
            }
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
            all.add(List.of(policy.name(), policy.document(), policy.version(), policy.createdAt(), policy.newest()));
            for (PolicyVersion version : policy.versions()) {
                all.add(List.of(version.number(), version.document(), version.createdAt()));
            }
        }
        all.addAll(registry.thingTypes().types("", null, 99));
        for (ThingGroup group : registry.thingGroups().groups("", null, 99)) {
            ThingGroups groups = registry.thingGroups();
            all.add(List.of(
                    group,
                    groups.path(group.name()),
                    groups.childrenOf(group.name(), null, 9),
                    groups.thingsOf(group.name(), null, 9),
                    groups.thingsBelow(group.name()),
                    groups.policiesOf(group.name())));
        }
        return all;
    }

    private static final List<String> TABLES = List.of(
            "thing",
            "certificate",
            "ca",
            "policy",
            "policy-version",
            "thing-type",
            "thing-group",
            "group-policy",
            "thing-attachment",
            "policy-attachment");

    private static void fill(Registry registry) {
        registry.thingTypes().create("light", "shines", List.of("room"));
        registry.thingTypes().create("lantern", "", List.of());
        registry.thingTypes().deprecate("lantern", true);
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
        registry.policyVersions().create("other", ALLOW_ALL, false);
        registry.thingGroups().create("house", null, "all of it", Map.of("street", "5"));
        registry.thingGroups().create("cellar", "house", "", Map.of());
        registry.thingGroups().attachPolicy("own-topics", "house");
        registry.thingGroups().add("cellar", List.of("door"));
        registry.registerCertificate(device("sole"), CertificateStatus.ACTIVE);
        String sole = registry.certificates("", null, 9).stream()
                .map(Certificate::id)
                .filter(other -> !other.equals(id))
                .findFirst()
                .orElseThrow();
        registry.createThing("hermit", null, Map.of());
        registry.attachThing("hermit", sole, ThingPrincipalType.EXCLUSIVE_THING);
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
            assertThat(contents(registry)).isEqualTo(before).hasSizeGreaterThan(25);
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
            registry.setCertificateStatus(certificate.id(), CertificateStatus.REVOKED);
            done(registry.deleteCertificate(certificate.id()));
        }
        registry.things("", null, 99).forEach(thing -> registry.deleteThing(thing.name()));
        for (ThingGroup group : registry.thingGroups().groups("", null, 99)) { // "cellar" is before its parent
            done(registry.thingGroups().delete(group.name(), true));
        }
        for (Policy policy : registry.policies("", null, 99)) {
            for (PolicyVersion other : policy.others()) {
                done(registry.policyVersions().delete(policy.name(), other.number()));
            }
            done(registry.deletePolicy(policy.name()));
        }
        for (ThingType type : registry.thingTypes().types("", null, 99)) {
            registry.thingTypes().deprecate(type.name(), true);
            done(registry.thingTypes().delete(type.name()));
        }
        for (CaCertificate ca : registry.cas()) {
            registry.setCaStatus(ca.id(), CaStatus.INACTIVE);
            registry.deleteCa(ca.id());
        }

        assertThat(contents(open(store))).isEmpty();
        List<Key> left = new ArrayList<>();
        for (String table : TABLES) {
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
        for (String table : TABLES) {
            store.scan(Key.of(table), records::add);
        }
        assertThat(records).hasSizeGreaterThan(18);

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
        store.put(Keys.thing("lamp"), "{\"v\":3,\"x\":1}".getBytes(StandardCharsets.UTF_8))
                .join();

        assertThatThrownBy(() -> open(store))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("version 3 (expected: 1 to 2)")
                .hasMessageContaining("start the version of the broker that wrote it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "der", "policy", "dangling"})
    void a_record_that_says_something_else_than_it_should_stops_the_start(String what) throws StoreException {
        MemoryKeyValue store = new MemoryKeyValue();
        Registry registry = open(store);
        fill(registry);
        Certificate certificate = registry.certificates("", null, 9).stream()
                .filter(any -> registry.certificatesOfThing("lamp", null, 9).contains(any.id()))
                .findFirst()
                .orElseThrow();
        Key key = what.equals("policy") ? Keys.policyVersion("other", 2) : Keys.certificate(certificate.id());
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

    /** As the first brokers wrote them: a document in the policy's own record, a type that is only a name. */
    @Test
    void records_of_the_first_form_are_read_and_become_the_second_when_they_change() throws StoreException {
        MemoryKeyValue store = new MemoryKeyValue();
        String document = ALLOW_ALL.replace("\"", "\\\"");
        put(store, Keys.policy("p"), "{\"v\":1,\"document\":\"" + document + "\",\"version\":7,\"createdAt\":5}");
        put(store, Keys.thing("lamp"), "{\"v\":1,\"type\":\"free\",\"attributes\":{},\"version\":3,\"createdAt\":5}");

        Registry registry = open(store);
        assertThat(registry.policy("p")).extracting(Policy::version).isEqualTo(7L);
        assertThat(registry.thing("lamp")).extracting(Thing::typeName).isEqualTo("free");
        done(registry.updateThing("lamp", "free", Map.of("room", "hall"), 3)); // the type it has is not asked for
        done(registry.putPolicy("p", DENY_ALL));

        Policy again = open(store).policy("p");
        assertThat(again).isNotNull();
        assertThat(again.versions()).extracting(PolicyVersion::number).containsExactly(7L, 8L);
        assertThat(again.document()).isEqualTo(DENY_ALL);
        assertThat(again.createdAt()).isEqualTo(Instant.ofEpochMilli(5));
    }

    /** To a broker that knows no groups, a Deny that comes by one would not be there: it must not start. */
    @Test
    void what_an_older_broker_would_overlook_has_a_form_it_refuses() throws StoreException {
        MemoryKeyValue store = new MemoryKeyValue();
        fill(open(store));

        assertThat(text(store, Keys.thing("door"))).contains("\"v\":2", "cellar");
        assertThat(text(store, Keys.thing("lamp"))).contains("\"v\":1");
        List<String> attachments = new ArrayList<>();
        store.scan(
                Keys.THING_ATTACHMENTS,
                entry -> attachments.add(
                        entry.key().parts().get(1) + new String(entry.value(), StandardCharsets.UTF_8)));
        assertThat(attachments)
                .containsExactlyInAnyOrder(
                        "door{\"v\":1}", "lamp{\"v\":1}", "hermit{\"v\":2,\"type\":\"EXCLUSIVE_THING\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"policy", "thing-group", "thing-type"})
    void a_record_that_others_refer_to_is_missed(String table) throws StoreException {
        MemoryKeyValue store = new MemoryKeyValue();
        fill(open(store));
        List<Key> keys = new ArrayList<>();
        store.scan(Key.of(table), entry -> keys.add(entry.key()));
        for (Key key : keys) {
            Entry entry = store.get(key);
            assertThat(entry).isNotNull();
            store.delete(key).join();
            if (table.equals("thing-type")) {
                open(store); // a type is a name to its things, as it was before it had a record
            } else {
                assertThatThrownBy(() -> open(store)).as("%s", key).isInstanceOf(StoreException.class);
            }
            store.put(key, entry.value()).join();
        }
    }

    private static void put(MemoryKeyValue store, Key key, String record) {
        store.put(key, record.getBytes(StandardCharsets.UTF_8)).join();
    }

    private static String text(MemoryKeyValue store, Key key) {
        Entry entry = store.get(key);
        assertThat(entry).isNotNull();
        return new String(entry.value(), StandardCharsets.UTF_8);
    }

    @Test
    void a_policy_above_a_limit_that_was_lowered_since_is_still_read() throws StoreException {
        MemoryKeyValue store = new MemoryKeyValue();
        open(store).putPolicy("p", ALLOW_ALL);
        RegistryLimits lower =
                new RegistryLimits(0, 0, 0, 0, 1, false, 0, GroupLimits.STRICT, new PolicyLimits(10, 1, 1));

        Registry registry = Registry.open(store, SCOPE, lower, () -> Instant.EPOCH);

        assertThat(registry.policy("p")).isNotNull();
        assertThat(registry.putPolicy("q", ALLOW_ALL)).isInstanceOf(RegistryResult.Invalid.class);
    }
}
