package io.gatehouse.security;

import static io.gatehouse.Policies.allow;
import static io.gatehouse.Policies.document;
import static io.gatehouse.RunningBroker.done;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Compatibility;
import io.gatehouse.jobs.ExecutionStatus;
import io.gatehouse.jobs.ExecutionUpdate;
import io.gatehouse.jobs.JobSettings;
import io.gatehouse.jobs.JobTarget;
import io.gatehouse.jobs.Jobs;
import io.gatehouse.jobs.NewJob;
import io.gatehouse.jobs.TargetSelection;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.EventType;
import io.gatehouse.registry.Registry;
import io.gatehouse.security.Frames.Connect;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Changes of the registry are told on the topics and in the words of AWS IoT Core, to those who may hear it. */
final class RegistryEventsIT {
    private static final String EVENTS = "$aws/events/";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static RunningBroker broker;

    @BeforeAll
    static void startBroker() {
        broker = RunningBroker.start(Compatibility.EXTENDED, UnaryOperator.identity());
        turnOn(broker.registry());
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    private static void turnOn(Registry registry) {
        Map<EventType, Boolean> all = new EnumMap<>(EventType.class);
        for (EventType type : EventType.values()) {
            all.put(type, true);
        }
        done(registry.eventConfigurations().update(all));
    }

    private static RawClient listener(String name, String... filters) throws IOException {
        RawClient listener = RawClient.connected(broker, broker.device(name));
        listener.subscribe(filters);
        return listener;
    }

    /** The next event, which is on that topic, as text without the members that are new in each. */
    private static String told(RawClient listener, String topic) throws IOException {
        long now = System.currentTimeMillis();
        String received = listener.receive();
        assertThat(received).startsWith(EVENTS + topic + " ");
        JsonNode event = JSON.readTree(received.substring(received.indexOf(' ') + 1));
        assertThat(UUID.fromString(event.get("eventId").asText())).isNotNull();
        assertThat(event.get("timestamp").asLong()).isBetween(now - 60_000, now + 60_000);
        event.properties().stream()
                .filter(member ->
                        member.getKey().endsWith("Id") && !member.getKey().equals("accountId"))
                .filter(member -> member.getValue().asText().length() == 36)
                .forEach(member ->
                        assertThat(UUID.fromString(member.getValue().asText())).isNotNull());
        return received.substring(received.indexOf(' ') + 1)
                .replaceAll("[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", "ID")
                .replaceAll("\"eventId\":\"[0-9a-f-]{36}\"", "\"eventId\":\"EVENT\"")
                .replaceAll("\"(timestamp|deprecationDate)\":[0-9]{13}", "\"$1\":TIME")
                .replaceAll("[0-9a-f]{64}", "CERTIFICATE");
    }

    private static String head(String type, String operation) {
        return "{\"eventType\":\"" + type + "_EVENT\",\"eventId\":\"EVENT\",\"timestamp\":TIME,\"operation\":\""
                + operation + "\",\"accountId\":\"000000000000\",";
    }

    @Test
    void jobs_and_what_becomes_of_them_on_things_are_told() throws IOException {
        Jobs jobs = broker.jobs();
        done(broker.registry().createThing("worker", null, Map.of()));
        Scrape before = Scrape.of(broker);
        try (RawClient listener = listener("jobs", EVENTS + "job/#", EVENTS + "jobExecution/#")) {
            jobs.create(new NewJob(
                    "reboot",
                    List.of(new JobTarget.OfThing("worker")),
                    "{}",
                    TargetSelection.SNAPSHOT,
                    JobSettings.NONE));
            await().atMost(ofMinutes(1)).until(() -> jobs.next("worker") != null);
            jobs.update("worker", "reboot", new ExecutionUpdate(ExecutionStatus.SUCCEEDED, null, null, null, null));
            assertThat(Scrape.of(broker).risesSince(before, "gatehouse_job"))
                    .contains(
                            Map.entry("s{status=\"completed\"}", 1.0),
                            Map.entry("_executions_ended_total{status=\"succeeded\"}", 1.0));
            jobs.delete("reboot", false);

            Map<String, String> told = new TreeMap<>(); // those of several topics come in any order
            for (int i = 0; i < 5; i++) {
                String received = listener.receive();
                told.put(received.substring(EVENTS.length(), received.indexOf(' ')), received);
            }
            assertThat(told.keySet())
                    .containsExactlyInAnyOrder(
                            "jobExecution/reboot/succeeded",
                            "job/reboot/completed",
                            "job/reboot/deletion_in_progress",
                            "jobExecution/reboot/deleted",
                            "job/reboot/deleted");
            assertThat(told.get("jobExecution/reboot/succeeded")).contains("\"status\":\"SUCCEEDED\"");
            assertThat(told.get("job/reboot/completed")).contains("\"numberOfSucceededThings\":1");
        }
    }

    @Test
    void a_thing_and_its_type_are_told_with_the_fields_of_aws() throws IOException {
        Registry registry = broker.registry();
        try (RawClient listener =
                listener("things", EVENTS + "thing/+/+", EVENTS + "thingType/#", EVENTS + "thingTypeAssociation/#")) {
            done(registry.thingTypes().create("bulb", "gives light", List.of("watt")));
            done(registry.createThing("lamp", "bulb", Map.of("watt", "7", "room", "hall")));
            done(registry.updateThing("lamp", null, Map.of(), 1));
            done(registry.thingTypes().deprecate("bulb", true));
            done(registry.deleteThing("lamp"));

            assertThat(told(listener, "thingType/bulb/created"))
                    .isEqualTo(head("THING_TYPE", "CREATED")
                            + "\"thingTypeId\":\"ID\",\"thingTypeName\":\"bulb\",\"isDeprecated\":false,"
                            + "\"deprecationDate\":null,\"searchableAttributes\":[\"watt\"],"
                            + "\"propagatingAttributes\":[],\"description\":\"gives light\"}");
            assertThat(told(listener, "thing/lamp/created"))
                    .isEqualTo(head("THING", "CREATED")
                            + "\"thingId\":\"ID\",\"thingName\":\"lamp\",\"versionNumber\":1,"
                            + "\"thingTypeName\":\"bulb\","
                            + "\"attributes\":{\"room\":\"hall\",\"watt\":\"7\"}}");
            assertThat(told(listener, "thingTypeAssociation/thing/lamp/thingType/bulb/added"))
                    .isEqualTo(
                            "{\"eventType\":\"THING_TYPE_ASSOCIATION_EVENT\",\"eventId\":\"EVENT\",\"timestamp\":TIME,"
                                    + "\"operation\":\"ADDED\",\"thingId\":\"ID\",\"thingName\":\"lamp\","
                                    + "\"thingTypeName\":\"bulb\"}");
            assertThat(told(listener, "thingTypeAssociation/thing/lamp/thingType/bulb/removed"))
                    .contains("\"operation\":\"REMOVED\"");
            assertThat(told(listener, "thing/lamp/updated"))
                    .isEqualTo(head("THING", "UPDATED")
                            + "\"thingId\":\"ID\",\"thingName\":\"lamp\",\"versionNumber\":2,\"thingTypeName\":null,"
                            + "\"attributes\":{}}");
            assertThat(told(listener, "thingType/bulb/updated"))
                    .contains("\"isDeprecated\":true,\"deprecationDate\":TIME,");
            assertThat(told(listener, "thing/lamp/deleted"))
                    .contains("\"operation\":\"DELETED\"", "\"versionNumber\":2");
        }
    }

    @Test
    void groups_their_things_and_their_place_are_told_with_the_fields_of_aws() throws IOException {
        Registry registry = broker.registry();
        done(registry.thingGroups().create("city", null, "", Map.of()));
        done(registry.createThing("member", null, Map.of()));
        try (RawClient listener = listener(
                "groups",
                EVENTS + "thingGroup/#",
                EVENTS + "thingGroupMembership/thingGroup/+/thing/+/+",
                EVENTS + "thingGroupHierarchy/thingGroup/+/childThingGroup/+/+")) {
            done(registry.thingGroups().create("house", "city", "a house", Map.of("floors", "2")));
            done(registry.thingGroups().add("house", List.of("member")));
            done(registry.thingGroups().delete("house", true));

            assertThat(told(listener, "thingGroup/house/created"))
                    .isEqualTo(head("THING_GROUP", "CREATED")
                            + "\"thingGroupId\":\"ID\",\"thingGroupName\":\"house\",\"versionNumber\":1,"
                            + "\"parentGroupName\":\"city\",\"parentGroupId\":\"ID\",\"description\":\"a house\","
                            + "\"rootToParentThingGroups\":["
                            + "{\"groupArn\":\"arn:aws:iot:local:000000000000:thinggroup/city\","
                            + "\"groupId\":\"ID\"}],\"attributes\":{\"floors\":\"2\"},\"dynamicGroupMappingId\":null}");
            assertThat(told(listener, "thingGroupHierarchy/thingGroup/city/childThingGroup/house/added"))
                    .isEqualTo(head("THING_GROUP_HIERARCHY", "ADDED")
                            + "\"thingGroupId\":\"ID\",\"thingGroupName\":\"city\","
                            + "\"childGroupId\":\"ID\",\"childGroupName\":\"house\"}");
            assertThat(told(listener, "thingGroupMembership/thingGroup/house/thing/member/added"))
                    .isEqualTo(head("THING_GROUP_MEMBERSHIP", "ADDED")
                            + "\"groupArn\":\"arn:aws:iot:local:000000000000:thinggroup/house\",\"groupId\":\"ID\","
                            + "\"thingArn\":\"arn:aws:iot:local:000000000000:thing/member\",\"thingId\":\"ID\","
                            + "\"membershipId\":\"ID\"}");
            told(listener, "thingGroupMembership/thingGroup/house/thing/member/removed");
            told(listener, "thingGroupHierarchy/thingGroup/city/childThingGroup/house/removed");
            assertThat(told(listener, "thingGroup/house/deleted")).contains("\"parentGroupName\":\"city\"");
        }
    }

    @Test
    void a_certificate_is_told_with_its_status() throws IOException {
        Registry registry = broker.registry();
        TestDevice device = RunningBroker.stranger("told");
        String topic = "certificate/" + device.certificateId() + "/";
        try (RawClient listener = listener("certificates", EVENTS + "certificate/" + device.certificateId() + "/+")) {
            done(registry.registerCertificate(device.issued().leaf(), CertificateStatus.INACTIVE));
            done(registry.setCertificateStatus(device.certificateId(), CertificateStatus.REVOKED));

            assertThat(told(listener, topic + "created"))
                    .isEqualTo(head("CERTIFICATE", "CREATED")
                            + "\"certificateArn\":\"arn:aws:iot:local:000000000000:cert/CERTIFICATE\","
                            + "\"certificateId\":\"CERTIFICATE\",\"status\":\"INACTIVE\",\"caCertificateId\":null}");
            assertThat(told(listener, topic + "updated")).contains("\"status\":\"REVOKED\"");
        }
    }

    @Test
    void who_was_away_finds_what_happened_meanwhile() throws IOException {
        TestDevice device = broker.device("absent");
        try (RawClient client = RawClient.of(broker, device)) {
            client.admitted(Connect.mqtt5("absent").persistent());
            client.subscribe(EVENTS + "thing/kept/+");
            client.send(Frames.DISCONNECT).awaitClosed();
        }
        done(broker.registry().createThing("kept", null, Map.of()));
        done(broker.registry().updateThing("kept", null, Map.of("a", "1"), 0));

        try (RawClient client = RawClient.of(broker, device)) {
            client.admitted(Connect.mqtt5("absent").persistent());

            assertThat(told(client, "thing/kept/created")).contains("\"versionNumber\":1");
            assertThat(told(client, "thing/kept/updated")).contains("\"versionNumber\":2");
        }
    }

    @Test
    void who_may_not_subscribe_hears_nothing_and_nobody_can_tell_events_himself() throws IOException {
        TestDevice meter = broker.device(
                "meter",
                "own-topics-only",
                document(allow("iot:Connect", "client/meter"), allow("iot:Subscribe", "topicfilter/meter/*")));
        try (RawClient client = RawClient.of(broker, meter)) {
            client.admitted(Connect.mqtt5("meter"));
            assertThat(client.subscribe(EVENTS + "thing/#").code()).isEqualTo(0x87);
        }
        try (RawClient client = RawClient.connected(broker, broker.device("forger"))) {
            assertThat(client.publish(EVENTS + "thing/lamp/deleted", "{}", 1).code())
                    .isEqualTo(0x87);
        }
    }

    @Test
    void what_is_turned_on_is_told_after_a_restart_too() throws IOException {
        RunningBroker first = RunningBroker.start();
        done(first.registry().eventConfigurations().update(Map.of(EventType.THING, true)));
        try (RunningBroker again = first.restarted();
                RawClient listener = RawClient.connected(again, again.device("listener"))) {
            listener.subscribe(EVENTS + "thing/late/#");
            done(again.registry().createThing("late", null, Map.of()));

            assertThat(listener.receive()).startsWith(EVENTS + "thing/late/created ");
        }
    }
}
