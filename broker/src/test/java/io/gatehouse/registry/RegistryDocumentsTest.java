package io.gatehouse.registry;

import static io.gatehouse.registry.TestCertificates.NOW;
import static io.gatehouse.registry.TestCertificates.device;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.engine.KeyValue;
import io.gatehouse.engine.MemoryKeyValue;
import io.gatehouse.engine.StoreException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The registry as one document: written, compared, taken back, and what happens when that is interrupted. */
class RegistryDocumentsTest extends RegistryGround {
    private String lamp = "";

    /** One of everything. */
    private void furnish() {
        done(registry.thingTypes().create("light", "gives light", List.of("colour")));
        done(registry.putPolicy("all", ALLOW_ALL.replace(",", ",\n  ")));
        done(registry.putPolicy("all", ALLOW_ALL));
        done(registry.putPolicy("none", DENY_ALL));
        done(registry.thingGroups().create("house", null, "", NONE));
        done(registry.thingGroups().create("hall", "house", "the hall", Map.of("floor", "0")));
        done(registry.thingGroups().attachPolicy("none", "house"));
        done(registry.createThing("lamp", "light", Map.of("colour", "red", "b", "2", "a", "1")));
        done(registry.thingGroups().add("hall", List.of("lamp")));
        done(registry.registerCa(der(TestCertificates.ca("maker").certificate()), CaStatus.INACTIVE));
        lamp = registered("lamp", CertificateStatus.ACTIVE).id();
        done(registry.attachPolicy("all", lamp));
        done(registry.attachThing("lamp", lamp, ThingPrincipalType.EXCLUSIVE_THING));
    }

    private static byte[] der(X509Certificate certificate) {
        return ((CertificateChecks.Reading.Read) CertificateChecks.read(certificate))
                .der()
                .bytes();
    }

    private static Registry emptyRegistry(KeyValue on) throws StoreException {
        return Registry.open(on, SCOPE, RegistryLimits.STRICT, () -> NOW);
    }

    private String problem(String document) {
        RegistryResult<RegistryDifference> result = registry.documents().compare(document);
        assertThat(result).isInstanceOf(RegistryResult.Invalid.class);
        return result.sentence();
    }

    @Test
    void what_was_exported_makes_the_same_registry_of_an_empty_one() throws StoreException {
        furnish();
        String text = registry.documents().export();
        MemoryKeyValue other = new MemoryKeyValue();

        assertThat(done(emptyRegistry(other).documents().replace(text, false)).applied())
                .isTrue();
        Registry again = emptyRegistry(other);
        assertThat(again.documents().export()).isEqualTo(text);
        assertThat(again.policiesOf(lamp)).hasSize(1);
        assertThat(again.principal(lamp)).isNotNull().satisfies(principal -> {
            assertThat(principal.exclusiveThing()).isNotNull();
            assertThat(principal.policiesFor(principal.exclusiveThing())).hasSize(2);
        });
    }

    @Test
    void the_same_document_changes_nothing() {
        furnish();
        told.clear();
        Principal before = registry.principal(lamp);

        RegistryDifference difference =
                done(registry.documents().replace(registry.documents().export(), false));

        assertThat(difference.isNone()).isTrue();
        assertThat(told).isEmpty();
        assertThat(registry.principal(lamp)).isSameAs(before);
    }

    @Test
    void a_comparison_names_what_would_be_other_and_changes_nothing() {
        furnish();
        String before = registry.documents().export();
        String edited =
                before.replace("\"colour\": \"red\"", "\"colour\": \"blue\"").replace("\"hall\"", "\"attic\"");

        RegistryDifference difference = done(registry.documents().compare(edited));

        assertThat(difference.applied()).isFalse();
        assertThat(difference.nouns())
                .contains(
                        new RegistryDifference.OfNoun("thing group", List.of("attic"), List.of(), List.of("hall"), 1),
                        new RegistryDifference.OfNoun("thing", List.of(), List.of("lamp"), List.of(), 0),
                        new RegistryDifference.OfNoun("certificate", List.of(), List.of(), List.of(), 1));
        assertThat(registry.documents().export()).isEqualTo(before);
    }

    @Test
    void what_is_imported_counts_at_once_for_whom_it_concerns() {
        furnish();
        String withoutDeny =
                registry.documents().export().replace("\"Deny\"", "\"Allow\"").replace("\\\"Deny", "\\\"Allow");
        Certificate other = registered("other", CertificateStatus.ACTIVE);
        told.clear();
        long epoch = registry.epoch();

        assertThat(done(registry.documents().replace(withoutDeny, false)).applied())
                .isTrue();

        assertThat(registry.epoch()).isGreaterThan(epoch);
        assertThat(registry.policy("none"))
                .isNotNull()
                .satisfies(policy -> assertThat(policy.document()).contains("Allow"));
        assertThat(registry.certificate(other.id())).isNull();
        assertThat(told).contains(new RegistryChange.CertificateChanged(other.id(), CertificateStatus.ACTIVE, null));
        assertThat(told.getLast().concerned()).contains(lamp, other.id());
    }

    @Test
    void a_certificate_that_was_revoked_since_needs_consent() {
        furnish();
        String text = registry.documents().export();
        done(registry.setCertificateStatus(lamp, CertificateStatus.REVOKED));

        RegistryDifference refused = done(registry.documents().replace(text, false));
        assertThat(refused.applied()).isFalse();
        assertThat(refused.reactivated())
                .containsExactly(new RegistryDifference.Reactivated(lamp, "CN=lamp", CertificateStatus.REVOKED));
        assertThat(status(lamp)).isEqualTo(CertificateStatus.REVOKED);

        assertThat(done(registry.documents().replace(text, true)).applied()).isTrue();
        assertThat(status(lamp)).isEqualTo(CertificateStatus.ACTIVE);
    }

    @Test
    void what_is_wrong_is_named_with_line_and_column() {
        String head = "{\"gatehouse\": \"registry\", \"format\": 1,\n";

        assertThat(problem(head + " \"thinks\": []}")).contains("line 2, column 2", "thinks", "thingTypes");
        assertThat(problem(head + " \"things\": {}}")).contains("line 2, column 12", "an object (expected: an array)");
        assertThat(problem(head + " \"things\": [], \"things\": []}")).contains("line 2", "a second time");
        assertThat(problem(head + " \"things\": [{\"name\": \"a b\"}]}")).contains("line 2, column 22", "thing name");
        assertThat(problem(head + " \"things\": [{\"name\": \"a\"}, {\"name\": \"a\"}]}"))
                .contains("column 37", "second");
        assertThat(problem(head + " \"things\": [{\"name\": \"a\", \"groups\": [\"g\"]}]}"))
                .contains("in this document");
        assertThat(problem("{\"gatehouse\": \"registry\", \"format\": 2}")).contains("format: 2 (expected: 1)");
        assertThat(problem("{")).contains("line 1");
        assertThat(problem(
                        head + " \"thingGroups\": [{\"name\": \"a\", \"parent\": \"b\"}, {\"name\": \"b\", \"parent\":"
                                + " \"a\"}]}"))
                .contains("not under itself");
    }

    @Test
    void a_crash_between_the_commits_of_a_large_import_gives_nobody_more_than_before_or_after() throws StoreException {
        furnish();
        for (int number = 0; number < 30; number++) {
            done(registry.attachPolicy(
                    "none", registered("old", CertificateStatus.ACTIVE).id()));
        }
        String before = registry.documents().export();
        MemoryKeyValue prepared = new MemoryKeyValue();
        Registry larger = emptyRegistry(prepared);
        done(larger.documents().replace(before, false));
        // After: the Deny that a group hands down is gone, and so is the Allow it stood against.
        done(larger.putPolicy("all", DENY_ALL));
        done(larger.thingGroups().detachPolicy("none", "house"));
        for (Certificate old : larger.certificates("", null, 100)) {
            if (!old.id().equals(lamp)) {
                done(larger.detachPolicy("none", old.id()));
            }
        }
        done(larger.deletePolicy("none"));
        for (int number = 0; number < 1500; number++) {
            done(larger.thingTypes().create("type-" + number, "", List.of()));
            done(larger.createThing("thing-" + number, null, NONE));
        }
        String fresh = done(larger.registerCertificate(device("new"), CertificateStatus.ACTIVE))
                .id();
        done(larger.attachPolicy("all", fresh));
        String after = larger.documents().export();

        int commits = 0;
        for (boolean through = false; !through; commits++) {
            MemoryKeyValue disk = new MemoryKeyValue();
            done(emptyRegistry(disk).documents().replace(before, false));
            Registry interrupted = emptyRegistry(new FailingAfter(disk, commits));
            through = interrupted.documents().replace(after, false) instanceof RegistryResult.Done;
            assertThat(interrupted.documents().export()).isEqualTo(through ? after : before);

            Registry restarted = emptyRegistry(disk);
            Principal found = restarted.principal(lamp);
            boolean allowed = found != null
                    && found.certificate().status() == CertificateStatus.ACTIVE
                    && text(restarted, "all").contains("Allow");
            boolean denied =
                    found != null && found.policiesFor(found.exclusiveThing()).size() == 2;
            assertThat(allowed && !denied)
                    .as("allowed without the Deny, after " + commits + " commits")
                    .isFalse();
            if (restarted.certificate(fresh) != null) {
                assertThat(restarted.policiesOf(fresh)).hasSize(1);
            }
            done(restarted.documents().replace(after, true));
            assertThat(restarted.documents().compare(after))
                    .isInstanceOfSatisfying(
                            RegistryResult.Done.class,
                            result -> assertThat(((RegistryDifference) result.value()).isNone())
                                    .isTrue());
        }
        assertThat(commits).isGreaterThan(3);
    }

    private static String text(Registry registry, String policy) {
        Policy found = registry.policy(policy);
        return found == null ? "" : found.document();
    }
}
