package io.gatehouse.security;

import static io.gatehouse.Policies.allow;
import static io.gatehouse.Policies.deny;
import static io.gatehouse.Policies.document;
import static io.gatehouse.RunningBroker.done;
import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishBuilder;
import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.reason.Reason;
import io.gatehouse.registry.PropagatingAttribute;
import io.gatehouse.registry.PropagatingAttribute.Source;
import io.gatehouse.registry.Tags;
import io.gatehouse.registry.ThingGroups;
import io.gatehouse.registry.ThingPrincipalType;
import io.gatehouse.registry.ThingTypeUpdate;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Versions of policies, groups, types and exclusive things: every change decides the next packet of live sessions. */
final class GroupChangeIT {
    private static final String CONNECT_ONLY = document(allow("iot:Connect", "*"));
    private static final int DENIED = 0x87;

    private static RunningBroker broker;

    @BeforeAll
    static void startBroker() {
        broker = RunningBroker.start();
        done(broker.registry().putPolicy("talk", document(allow("iot:Publish", "topic/talk/*"))));
        done(broker.registry().putPolicy("hush", document(deny("iot:Publish", "topic/talk/*"))));
    }

    @AfterAll
    static void stopBroker() {
        Watch.everyChangeReachedTheSessionsWithinASecond(broker);
        broker.close();
    }

    private static ThingGroups groups() {
        return broker.registry().thingGroups();
    }

    private static void group(String name, String policy) {
        done(groups().create(name, null, "", Map.of()));
        done(groups().attachPolicy(policy, name));
    }

    private static TestDevice device(String name) {
        return broker.device(name, "connect-only", CONNECT_ONLY);
    }

    private static RawClient connected(TestDevice device, String clientId) throws IOException {
        RawClient client = RawClient.of(broker, device);
        client.admitted(Frames.Connect.mqtt5(clientId));
        return client;
    }

    /** Every loop was handed the change before the call returned; with one task more each, all have acted. */
    private static void settled() {
        broker.sessions().onEveryLoop(loop -> {}).join();
    }

    private static void mayTalk(RawClient client) throws IOException {
        settled();
        assertThat(client.publish("talk/1", "may", 1).code()).isNotEqualTo(DENIED);
    }

    private static void mayNotTalk(RawClient client) throws IOException {
        settled();
        assertThat(client.publish("talk/1", "may not", 1).code()).isEqualTo(DENIED);
    }

    @Test
    void another_version_that_is_put_in_force_is_felt_on_the_live_session() throws IOException {
        TestDevice device = broker.device("versioned", "versions", document(allow("iot:*", "*")));
        done(broker.registry().policyVersions().create("versions", CONNECT_ONLY, false));
        try (RawClient client = RawClient.connected(broker, device)) {
            mayTalk(client);

            done(broker.registry().policyVersions().setDefault("versions", 2));
            mayNotTalk(client);

            done(broker.registry().policyVersions().setDefault("versions", 1));
            mayTalk(client);
        }
    }

    @Test
    void a_policy_attached_to_a_group_above_and_detached_again_is_felt_on_the_live_session() throws IOException {
        TestDevice device = device("nested");
        done(groups().create("above", null, "", Map.of()));
        done(groups().create("below", "above", "", Map.of()));
        done(groups().add("below", List.of("nested")));
        try (RawClient client = RawClient.connected(broker, device)) {
            mayNotTalk(client);

            done(groups().attachPolicy("talk", "above"));
            mayTalk(client);

            done(groups().detachPolicy("talk", "above"));
            mayNotTalk(client);
        }
    }

    @Test
    void a_new_document_of_a_policy_of_a_group_is_felt_on_the_live_session() throws IOException {
        TestDevice device = device("changing");
        done(broker.registry().putPolicy("of-the-group", document(allow("iot:Publish", "topic/talk/*"))));
        group("changes", "of-the-group");
        done(groups().add("changes", List.of("changing")));
        try (RawClient client = RawClient.connected(broker, device)) {
            mayTalk(client);

            done(broker.registry().putPolicy("of-the-group", document(allow("iot:Publish", "topic/other"))));
            mayNotTalk(client);
        }
    }

    @Test
    void a_thing_that_enters_a_group_and_leaves_it_is_felt_on_the_live_session() throws IOException {
        TestDevice device = broker.device("member", "all", document(allow("iot:*", "*")));
        group("silent", "hush");
        try (RawClient client = RawClient.connected(broker, device)) {
            mayTalk(client);

            done(groups().add("silent", List.of("member")));
            mayNotTalk(client);

            done(groups().remove("silent", List.of("member")));
            mayTalk(client);
        }
    }

    @Test
    void a_group_that_is_deleted_takes_its_policies_along() throws IOException {
        TestDevice device = device("orphan");
        group("short-lived", "talk");
        done(groups().add("short-lived", List.of("orphan")));
        try (RawClient client = RawClient.connected(broker, device)) {
            mayTalk(client);

            done(groups().delete("short-lived", true));
            mayNotTalk(client);
        }
    }

    @Test
    void the_type_of_a_thing_decides_anew_when_it_changes() throws IOException {
        for (String type : List.of("lamp", "sensor")) {
            done(broker.registry().thingTypes().create(type, "", List.of()));
        }
        TestDevice device = broker.device(
                "typed",
                "by-type",
                document(
                        allow("iot:Connect", "*"),
                        allow("iot:Publish", "topic/${iot:Connection.Thing.ThingTypeName}/*")));
        try (RawClient client = RawClient.connected(broker, device)) {
            for (String type : List.of("lamp", "sensor")) {
                done(broker.registry().updateThing("typed", type, Map.of(), 0));
                settled();
                assertThat(client.publish("lamp/1", "x", 1).code() == DENIED).isEqualTo(!type.equals("lamp"));
                assertThat(client.publish("sensor/1", "x", 1).code() == DENIED).isEqualTo(!type.equals("sensor"));
            }
        }
    }

    private static List<String> propertiesOfNext(Mqtt5BlockingClient.Mqtt5Publishes inbox) throws InterruptedException {
        return inbox.receive(60, TimeUnit.SECONDS).orElseThrow().getUserProperties().asList().stream()
                .map(property -> property.getName() + "=" + property.getValue())
                .toList();
    }

    @Test
    void messages_carry_what_the_type_of_their_thing_propagates_now() throws InterruptedException {
        List<PropagatingAttribute> propagating = List.of(
                new PropagatingAttribute("site", new Source.OfThing("site")),
                new PropagatingAttribute("absent", new Source.OfThing("absent")),
                new PropagatingAttribute("who", Source.OfConnection.CLIENT_ID));
        done(broker.registry().thingTypes().create("meter", "", List.of(), propagating, Tags.NONE));
        String all = document(allow("iot:*", "*"));
        TestDevice meter = broker.device("meter", "meters", all);
        done(broker.registry().updateThing("meter", "meter", Map.of("site", "berlin"), 0));
        Mqtt5BlockingClient reader =
                broker.device("meter-reader", "meters", all).mqtt5(broker);
        reader.connect();
        try (Mqtt5BlockingClient.Mqtt5Publishes inbox = reader.publishes(MqttGlobalPublishFilter.ALL)) {
            reader.subscribeWith()
                    .topicFilter("meters/#")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .send();

            Mqtt3BlockingClient old = meter.mqtt3(broker);
            old.connect();
            old.publishWith().topic("meters/1").qos(MqttQos.AT_MOST_ONCE).send();
            assertThat(propertiesOfNext(inbox)).containsExactly("site=berlin", "who=meter");
            old.disconnect();

            Mqtt5BlockingClient sender = meter.mqtt5(broker);
            sender.connect();
            Mqtt5PublishBuilder.Send.Complete<?> message = sender.publishWith()
                    .topic("meters/1")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .userProperties()
                    .add("own", "1")
                    .applyUserProperties();
            message.send();
            assertThat(propertiesOfNext(inbox)).containsExactly("own=1", "site=berlin", "who=meter");

            done(broker.registry().updateThing("meter", "meter", Map.of("site", "paris"), 0));
            settled();
            message.send();
            assertThat(propertiesOfNext(inbox)).containsExactly("own=1", "site=paris", "who=meter");

            done(broker.registry().thingTypes().update("meter", new ThingTypeUpdate(null, null, List.of())));
            settled();
            message.send();
            assertThat(propertiesOfNext(inbox)).containsExactly("own=1");
            sender.disconnect();
        }
        reader.disconnect();
    }

    @Test
    void an_exclusive_thing_brings_its_groups_and_variables_to_any_client_id() throws IOException {
        TestDevice device = broker.device(
                "sole",
                "by-name",
                document(allow("iot:Connect", "*"), allow("iot:Publish", "topic/${iot:Connection.Thing.ThingName}/*")));
        String id = device.certificateId();
        group("of-the-sole", "talk");
        done(groups().add("of-the-sole", List.of("sole")));
        try (RawClient client = connected(device, "any-client-id")) {
            mayNotTalk(client);
            assertThat(client.publish("sole/1", "x", 1).code()).isEqualTo(DENIED);

            done(broker.registry().attachThing("sole", id, ThingPrincipalType.EXCLUSIVE_THING));
            mayTalk(client);
            assertThat(client.publish("sole/1", "x", 1).code()).isNotEqualTo(DENIED);

            done(broker.registry().attachThing("sole", id, ThingPrincipalType.NON_EXCLUSIVE_THING));
            mayNotTalk(client);
            assertThat(client.publish("sole/1", "x", 1).code()).isEqualTo(DENIED);
        }
    }

    @Test
    void policies_of_a_group_apply_under_the_name_of_the_thing_and_its_companions_only() throws IOException {
        TestDevice device = device("named");
        group("of-the-named", "talk");
        done(groups().add("of-the-named", List.of("named")));
        for (String clientId : List.of("named", "named.debug")) {
            try (RawClient client = connected(device, clientId)) {
                mayTalk(client);
            }
        }
        try (RawClient client = connected(device, "another")) {
            mayNotTalk(client);
        }
    }

    @Test
    void who_may_not_connect_any_more_because_of_a_group_is_put_out() throws IOException {
        TestDevice device = broker.device("evicted", "all", document(allow("iot:*", "*")));
        done(broker.registry().putPolicy("no-entry", document(deny("iot:Connect", "*"))));
        group("closed", "no-entry");
        Watch ends = Watch.disconnects(broker, Reason.CONNECT_NOT_AUTHORIZED);
        try (RawClient client = RawClient.connected(broker, device)) {
            done(groups().add("closed", List.of("evicted")));

            client.expect(RawClient.Answer.DISCONNECT);

            client.awaitClosed();
            ends.rose(1);
        }
    }
}
