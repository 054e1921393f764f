package io.gatehouse.registry;

import static io.gatehouse.registry.TestCertificates.device;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.registry.RegistryEvent.OfHierarchy;
import io.gatehouse.registry.RegistryEvent.OfThingGroup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A change of the registry makes the events that AWS IoT Core has for it: each once, in order, whoever makes it. */
final class CommitEventsTest extends RegistryGround {
    private final List<RegistryEvent> happened = new ArrayList<>();

    @BeforeEach
    void listen() {
        registry.addListener(new RegistryListener() {
            @Override
            public void changed(RegistryChange change) {}

            @Override
            public void happened(List<RegistryEvent> events) {
                happened.addAll(events);
            }
        });
    }

    private void tell(EventType... types) {
        Map<EventType, Boolean> on = new TreeMap<>();
        List.of(types).forEach(type -> on.put(type, true));
        done(registry.eventConfigurations().update(on));
    }

    private void tellAll() {
        tell(EventType.values());
    }

    /** What happened since this was last asked, each in a few words. */
    private List<String> told() {
        List<String> words = happened.stream().map(CommitEventsTest::words).toList();
        happened.clear();
        return words;
    }

    private static String words(RegistryEvent event) {
        String what = switch (event) {
            case RegistryEvent.OfThing(var _, var thing) -> "thing " + thing.name() + " v" + thing.version();
            case RegistryEvent.OfThingType(var _, var type) -> "type " + type.name();
            case RegistryEvent.OfTypeAssociation(var _, var thing, var type) -> thing.name() + " is " + type;
            case OfThingGroup(var _, var group, var _) -> "group " + group.name() + " v" + group.version();
            case RegistryEvent.OfMembership(var _, var thing, var group) -> thing.name() + " in " + group.name();
            case OfHierarchy(var _, var parent, var child) -> child.name() + " under " + parent.name();
            case RegistryEvent.OfCertificate(var _, var certificate) -> "certificate " + certificate.status();
            case RegistryEvent.OfAuthority(var _, var authority) -> "authority " + authority.status();
        };
        return event.operation() + " " + what;
    }

    @Test
    void nothing_is_told_until_it_is_turned_on_and_then_only_that() {
        done(registry.createThing("before", null, NONE));
        done(registry.thingGroups().create("g", null, "", NONE));
        tell(EventType.THING_GROUP_MEMBERSHIP);

        done(registry.createThing("lamp", null, NONE));
        done(registry.thingGroups().add("g", List.of("before", "lamp")));

        assertThat(told()).containsExactly("ADDED before in g", "ADDED lamp in g");
    }

    @Test
    void tags_and_billing_groups_have_no_events() {
        tellAll();
        done(registry.billingGroups().create("tenant", "", Tags.NONE));
        done(registry.createThing("lamp", null, NONE));
        done(registry.thingTypes().create("light", "", List.of(), Tags.of(Map.of("a", "1"))));
        assertThat(told()).containsExactly("CREATED thing lamp v1", "CREATED type light");

        done(registry.billingGroups().add("tenant", "lamp"));
        registry.tags().remove(new TaggedResource(Kind.THING_TYPE, "light"), Set.of("a"));
        done(registry.billingGroups().delete("tenant", 0));
        assertThat(told()).isEmpty();
        done(registry.updateThing("lamp", null, Map.of("a", "1"), 0));
        assertThat(told()).containsExactly("UPDATED thing lamp v2");
    }

    @Test
    void what_is_turned_on_survives_a_restart_and_what_is_not_named_stays() throws Exception {
        tell(EventType.THING, EventType.CERTIFICATE);
        done(registry.eventConfigurations().update(Map.of(EventType.CERTIFICATE, false, EventType.JOB, true)));

        EventConfiguration kept = reopen().eventConfigurations().current();

        assertThat(kept).isEqualTo(registry.eventConfigurations().current());
        assertThat(kept.enabled()).containsExactly(EventType.THING, EventType.JOB);
        assertThat(kept.createdAt()).isEqualTo(TestCertificates.NOW);
    }

    @Test
    void a_thing_is_told_with_its_versions_and_once_for_each_change() {
        tellAll();
        done(registry.createThing("lamp", null, NONE));
        done(registry.createThing("lamp", null, NONE)); // is as asked for already
        done(registry.updateThing("lamp", null, Map.of("a", "1"), 0));
        done(registry.updateThing("lamp", null, Map.of("a", "2"), 2));
        done(registry.deleteThing("lamp"));

        assertThat(told())
                .containsExactly(
                        "CREATED thing lamp v1",
                        "UPDATED thing lamp v2",
                        "UPDATED thing lamp v3",
                        "DELETED thing lamp v3");
    }

    @Test
    void a_thing_gets_and_loses_its_type() {
        done(registry.thingTypes().create("T1", "", List.of()));
        done(registry.thingTypes().create("T2", "", List.of()));
        tell(EventType.THING, EventType.THING_TYPE_ASSOCIATION);

        done(registry.createThing("lamp", "T1", NONE));
        done(registry.updateThing("lamp", "T2", NONE, 0));
        done(registry.deleteThing("lamp"));

        assertThat(told())
                .containsExactly(
                        "CREATED thing lamp v1",
                        "ADDED lamp is T1",
                        "REMOVED lamp is T1",
                        "UPDATED thing lamp v2",
                        "ADDED lamp is T2",
                        "REMOVED lamp is T2",
                        "DELETED thing lamp v2");
    }

    @Test
    void a_type_that_is_deprecated_and_taken_up_again_is_updated() {
        tellAll();
        done(registry.thingTypes().create("T", "", List.of()));
        done(registry.thingTypes().deprecate("T", true));
        done(registry.thingTypes().deprecate("T", true));
        done(registry.thingTypes().deprecate("T", false));
        done(registry.thingTypes().deprecate("T", true));
        done(registry.thingTypes().delete("T"));

        assertThat(told())
                .containsExactly(
                        "CREATED type T", "UPDATED type T", "UPDATED type T", "UPDATED type T", "DELETED type T");
    }

    @Test
    void a_group_is_told_with_all_that_is_above_it_and_its_things_leave_before_it_goes() {
        tellAll();
        done(registry.createThing("lamp", null, NONE));
        done(registry.thingGroups().create("city", null, "", NONE));
        done(registry.thingGroups().create("house", "city", "", NONE));
        done(registry.thingGroups().create("room", "house", "", NONE));
        done(registry.thingGroups().add("room", List.of("lamp")));
        done(registry.thingGroups().delete("room", true, 0));

        assertThat(happened)
                .filteredOn(OfThingGroup.class::isInstance)
                .last()
                .satisfies(event -> assertThat(((OfThingGroup) event).above())
                        .extracting(ThingGroup::name)
                        .containsExactly("city", "house"));
        assertThat(told())
                .containsExactly(
                        "CREATED thing lamp v1",
                        "CREATED group city v1",
                        "CREATED group house v1",
                        "ADDED house under city",
                        "CREATED group room v1",
                        "ADDED room under house",
                        "ADDED lamp in room",
                        "REMOVED lamp in room",
                        "REMOVED room under house",
                        "DELETED group room v1");
    }

    @Test
    void policies_and_attachments_make_no_event() {
        tellAll();
        String id = registered("lamp", CertificateStatus.ACTIVE).id();
        done(registry.createThing("lamp", null, NONE));
        done(registry.thingGroups().create("g", null, "", NONE));
        told();

        done(registry.putPolicy("P", ALLOW_ALL));
        done(registry.attachPolicy("P", id));
        done(registry.attachThing("lamp", id));
        done(registry.thingGroups().attachPolicy("P", "g"));

        assertThat(told()).isEmpty();
    }

    @Test
    void a_certificate_is_told_with_its_status() {
        tellAll();
        String id = registered("lamp", CertificateStatus.INACTIVE).id();
        done(registry.setCertificateStatus(id, CertificateStatus.ACTIVE));
        done(registry.setCertificateStatus(id, CertificateStatus.REVOKED));
        done(registry.deleteCertificate(id));

        assertThat(told())
                .containsExactly(
                        "CREATED certificate INACTIVE",
                        "UPDATED certificate ACTIVE",
                        "UPDATED certificate REVOKED",
                        "DELETED certificate REVOKED");
    }

    @Test
    void many_devices_in_one_commit_make_an_event_each_and_one_that_is_refused_makes_none() throws Exception {
        tell(EventType.THING);
        List<Enrolment> wanted = new ArrayList<>();
        for (String name : List.of("one", "two", "no such name!", "three")) {
            wanted.add(new Enrolment(name, device(name).getEncoded(), CertificateStatus.ACTIVE, null));
        }

        registry.bulk().enrol(wanted);
        registry.bulk().remove(List.of("two"));

        assertThat(told())
                .containsExactly(
                        "CREATED thing one v1",
                        "CREATED thing two v1",
                        "CREATED thing three v1",
                        "DELETED thing two v1");
    }

    @Test
    void a_document_that_takes_the_place_of_the_registry_tells_what_it_changes_however_many_commits_it_takes() {
        done(registry.thingTypes().create("T", "", List.of()));
        done(registry.thingGroups().create("root", null, "", NONE));
        done(registry.thingGroups().create("g", "root", "", NONE));
        for (int i = 0; i < 1200; i++) {
            done(registry.createThing("lamp" + i, "T", NONE));
        }
        done(registry.thingGroups().add("g", List.of("lamp7")));
        String full = registry.documents().export();
        for (int i = 0; i < 1200; i++) {
            done(registry.deleteThing("lamp" + i));
        }
        done(registry.thingGroups().delete("g", false, 0));
        done(registry.createThing("other", null, NONE));
        tellAll();

        done(registry.documents().replace(full, false));

        List<String> told = told();
        assertThat(told).doesNotHaveDuplicates().hasSize(1 + 2 + 1200 + 1200 + 1);
        assertThat(told).startsWith("DELETED thing other v1", "CREATED group g v1", "ADDED g under root");
        assertThat(told).contains("CREATED thing lamp1199 v1", "ADDED lamp1199 is T", "ADDED lamp7 in g");
        assertThat(registry.eventConfigurations().current().enabled())
                .as("a document brings no configuration of events, and takes none away")
                .hasSize(EventType.values().length);
    }

    @Test
    void a_document_may_move_a_group() {
        done(registry.thingGroups().create("east", null, "", NONE));
        done(registry.thingGroups().create("west", null, "", NONE));
        done(registry.thingGroups().create("g", "east", "", NONE));
        String document = registry.documents().export().replaceAll("\"parent\": *\"east\"", "\"parent\": \"west\"");
        tellAll();

        done(registry.documents().replace(document, false));

        assertThat(told()).containsExactly("REMOVED g under east", "UPDATED group g v2", "ADDED g under west");
    }

    @Test
    void a_change_that_is_not_on_disk_is_not_told() {
        tellAll();
        store.failWith("disk full");

        assertThat(registry.createThing("lamp", null, NONE)).isInstanceOf(RegistryResult.StoreFailed.class);

        assertThat(told()).isEmpty();
    }

    @Test
    void the_names_of_events_are_those_of_aws() {
        assertThat(Arrays.stream(EventType.values()).map(EventType::name).collect(Collectors.toSet()))
                .isEqualTo(Set.of(
                        "THING",
                        "THING_GROUP",
                        "THING_TYPE",
                        "THING_GROUP_MEMBERSHIP",
                        "THING_GROUP_HIERARCHY",
                        "THING_TYPE_ASSOCIATION",
                        "JOB",
                        "JOB_EXECUTION",
                        "POLICY",
                        "CERTIFICATE",
                        "CA_CERTIFICATE"));
    }
}
