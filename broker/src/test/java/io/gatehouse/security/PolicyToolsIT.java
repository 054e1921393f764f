package io.gatehouse.security;

import static io.gatehouse.Policies.allow;
import static io.gatehouse.Policies.deny;
import static io.gatehouse.Policies.document;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.policy.PolicyTemplates;
import io.gatehouse.security.Frames.Connect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the tools say of a device is what the device meets. */
final class PolicyToolsIT {
    private static final int NOT_AUTHORIZED = 0x87;

    private static RunningBroker broker;
    private static RawClient publisher;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startBroker() throws IOException {
        broker = RunningBroker.start();
        publisher = RawClient.connected(broker, broker.device("publisher"));
    }

    @AfterAll
    static void stopBroker() throws IOException {
        publisher.close();
        broker.close();
    }

    /** @param clientId with %s for the device's name */
    record Case(String name, String clientId, boolean persistent, String policy) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> cases() {
        String own = PolicyTemplates.deviceOwnTopics(RunningBroker.SCOPE);
        String attached = "{\"Bool\":{\"iot:Connection.Thing.IsAttached\":\"true\"}}";
        String here = "{\"IpAddress\":{\"aws:SourceIp\":\"127.0.0.1/32\"}}";
        String elsewhere = "{\"NotIpAddress\":{\"aws:SourceIp\":\"127.0.0.0/8\"}}";
        String persistent = "{\"ForAnyValue:StringEquals\":{\"iot:ConnectAttributes\":\"PersistentConnect\"}}";
        String anyClient = allow("iot:Connect", "client/*");
        return List.of(
                new Case("own", "%s", false, own),
                new Case("companion", "%s.look", false, own),
                new Case("other-name", "somebody", false, own),
                new Case("everything", "%s", false, document(allow("iot:*", "*"))),
                new Case("nothing", "%s", false, document(allow("iot:Publish", "topic/x"))),
                new Case("attached", "%s", false, document(when(attached, allow("iot:*", "*")))),
                new Case("unattached", "loner", false, document(anyClient, when(attached, allow("iot:Publish", "*")))),
                new Case("here", "%s", false, document(anyClient, when(here, allow("iot:Publish", "topic/x/*")))),
                new Case("elsewhere", "%s", false, document(anyClient, when(elsewhere, allow("iot:Publish", "*")))),
                new Case(
                        "brief",
                        "%s",
                        false,
                        document(allow("iot:*", "*"), when(persistent, deny("iot:Connect", "*")))),
                new Case(
                        "lasting",
                        "%s",
                        true,
                        document(allow("iot:*", "*"), when(persistent, deny("iot:Connect", "*")))),
                new Case(
                        "subject",
                        "anything",
                        false,
                        document(anyClient, allow("iot:Publish", "topic/${iot:Certificate.Subject.CommonName}/*"))),
                new Case(
                        "slash",
                        "x/y",
                        false,
                        document(
                                anyClient,
                                allow("iot:Publish", "topic/*"),
                                deny("iot:Publish", "topic/${iot:ClientId}/*"))),
                new Case(
                        "denied",
                        "%s",
                        false,
                        document(
                                allow("iot:*", "*"),
                                deny("iot:Publish", "topic/x/secret"),
                                deny("iot:Subscribe", "topicfilter/x/*", "topicfilter/$share/g/*"))),
                new Case(
                        "no-thing",
                        "stray",
                        false,
                        document(
                                allow("iot:*", "*"),
                                deny("iot:Publish", "topic/${iot:Connection.Thing.ThingName}/*", "topic/x/secret"))));
    }

    private static String when(String condition, String statement) {
        return statement.substring(0, statement.length() - 1) + ",\"Condition\":" + condition + "}";
    }

    @ParameterizedTest
    @MethodSource("cases")
    void a_simulation_says_what_a_device_meets(Case one) throws IOException {
        TestDevice device = broker.device("sim-" + one.name(), "sim-" + one.name(), one.policy());
        String clientId = one.clientId().formatted(device.name());
        List<String> topics = List.of("x", "x/a", "x/secret", "x/y/z", device.name() + "/a", "somebody/a", "loner/a");
        List<String> filters = List.of("x/#", "#", device.name() + "/#", "$share/g/x/#", "$share/h/y", "x", "+/a");

        assertThat(simulated(one, device, clientId, topics, filters))
                .isEqualTo(met(one, device, clientId, topics, filters));
    }

    private Map<String, Boolean> simulated(
            Case one, TestDevice device, String clientId, List<String> topics, List<String> filters) {
        List<String> question = new ArrayList<>(List.of(
                "policy",
                "test",
                "--certificate",
                device.certificateId(),
                "--client-id",
                clientId,
                "--source-ip",
                "127.0.0.1",
                one.persistent() ? "--persistent" : "--no-color"));
        Map<String, Boolean> answers = new LinkedHashMap<>();
        ask(question, List.of(), answers);
        if (answers.containsValue(true)) {
            ask(with(question, "publish", topics), topics, answers);
            ask(with(question, "subscribe", filters), filters, answers);
        }
        return answers;
    }

    private static List<String> with(List<String> question, String action, List<String> resources) {
        List<String> more = new ArrayList<>(question);
        more.addAll(List.of("--action", action));
        resources.forEach(resource -> more.addAll(List.of("--resource", resource)));
        return more;
    }

    private void ask(List<String> question, List<String> resources, Map<String, Boolean> answers) {
        JsonNode tested = Command.json(broker, folder, question.toArray(String[]::new));
        for (JsonNode result : tested.at("/authResults")) {
            answers.put(
                    result.at("/resources/0/resource").asText().split(":", 6)[5],
                    result.at("/authDecision").asText().equals("ALLOWED"));
        }
        assertThat(tested.at("/authResults")).hasSize(Math.max(1, resources.size()));
    }

    private static Map<String, Boolean> met(
            Case one, TestDevice device, String clientId, List<String> topics, List<String> filters)
            throws IOException {
        Map<String, Boolean> answers = new LinkedHashMap<>();
        try (RawClient client = RawClient.of(broker, device)) {
            Connect connect = one.persistent() ? Connect.mqtt5(clientId).persistent() : Connect.mqtt5(clientId);
            answers.put("client/" + clientId, client.connect(connect).code() != NOT_AUTHORIZED);
            if (!answers.containsValue(true)) {
                client.awaitClosed();
                return answers;
            }
            for (String topic : topics) {
                answers.put("topic/" + topic, client.publish(topic, "here", 1).code() != NOT_AUTHORIZED);
            }
            for (String filter : filters) {
                answers.put("topicfilter/" + filter, client.subscribe(filter).code() != NOT_AUTHORIZED);
            }
            return answers;
        }
    }

    @Test
    void a_delivery_that_the_simulation_denies_does_not_arrive() throws IOException {
        TestDevice device = broker.device(
                "hearer", "hearing", document(allow("iot:*", "*"), deny("iot:Receive", "topic/heard/secret")));
        JsonNode tested = Command.json(
                broker,
                folder,
                "policy",
                "test",
                "--thing",
                "hearer",
                "--action",
                "receive",
                "--resource",
                "heard/secret",
                "--resource",
                "fence");
        assertThat(tested.findValuesAsText("authDecision")).containsExactly("EXPLICIT_DENY", "ALLOWED");
        try (RawClient client = RawClient.connected(broker, device)) {
            client.subscribe("heard/#", "fence");
            publisher.publish("heard/secret", "denied", 1);
            publisher.publish("fence", "reached", 1);

            assertThat(client.receive()).isEqualTo("fence reached");
        }
    }

    @Test
    void a_dry_run_says_what_would_be_refused_and_then_it_is() throws IOException {
        TestDevice lamp = broker.device("dry-lamp", "dry", document(allow("iot:*", "*")));
        TestDevice door = broker.device("dry-door", "dry", document(allow("iot:*", "*")));
        write(
                "new.json",
                document(
                        allow("iot:*", "*"),
                        deny("iot:Connect", "client/dry-door"),
                        deny("iot:Subscribe", "topicfilter/dry/#"),
                        deny("iot:Publish", "topic/dry/state"),
                        deny("iot:Receive", "topic/dry/report")));
        try (RawClient lamps = RawClient.connected(broker, lamp);
                RawClient doors = RawClient.connected(broker, door)) {
            lamps.subscribe("dry/#", "fence");
            lamps.publish("dry/state", "on", 1);
            lamps.receive();
            publisher.publish("dry/report", "before", 1);
            assertThat(lamps.receive()).isEqualTo("dry/report before");

            Command table = Command.run(broker, folder, "policy", "put", "dry", "new.json", "--dry-run");
            assertThat(table.exitCode()).isEqualTo(1);
            assertThat(table.out())
                    .startsWith("nothing was stored\npolicy dry version 1 is in force; 2 connected clients have it\n")
                    .contains("would be refused: 1 connect, 1 publish, 0 retain, 1 subscribe, 1 receive")
                    .contains("would be allowed: nothing")
                    .containsPattern("dry-door +1 +0 +iot:Connect +client/dry-door +EXPLICIT_DENY")
                    .containsPattern(
                            "iot:Publish +topic/dry/state +EXPLICIT_DENY +denied by policy dry, Statement\\[3]");

            JsonNode trial = Command.json(broker, folder, "policy", "put", "dry", "new.json", "--dry-run");
            assertThat(trial.at("/affected/0/clientId").asText()).isEqualTo("dry-lamp");
            assertThat(trial.at("/affected/0/examples").findValuesAsText("resource"))
                    .containsExactlyInAnyOrder("topicfilter/dry/#", "topic/dry/state", "topic/dry/report");
            assertThat(trial.at("/complete").asBoolean()).isTrue();

            assertThat(lamps.publish("dry/state", "still", 1).code()).isNotEqualTo(NOT_AUTHORIZED);
            assertThat(lamps.receive()).isEqualTo("dry/state still");
            assertThat(broker.registry().policy("dry"))
                    .satisfies(policy -> assertThat(policy.version()).isEqualTo(1));

            assertThat(Command.run(broker, folder, "policy", "put", "dry", "new.json")
                            .exitCode())
                    .isZero();
            doors.expect(RawClient.Answer.DISCONNECT);
            doors.awaitClosed();
            assertThat(lamps.publish("dry/state", "off", 1).code()).isEqualTo(NOT_AUTHORIZED);
            publisher.publish("dry/report", "after", 1);
            publisher.publish("fence", "reached", 1);
            assertThat(lamps.receive()).isEqualTo("fence reached");
        }
    }

    @Test
    void a_dry_run_tells_what_would_be_allowed_and_ends_well_where_nothing_is_lost() throws IOException {
        TestDevice device = broker.device(
                "wider", "wide", document(allow("iot:Connect", "*"), allow("iot:Publish", "topic/wide/a")));
        write("wider.json", document(allow("iot:Connect", "*"), allow("iot:Publish", "topic/wide/*")));
        try (RawClient client = RawClient.connected(broker, device)) {
            client.publish("wide/a", "may", 1);
            assertThat(client.publish("wide/b", "may not", 1).code()).isEqualTo(NOT_AUTHORIZED);

            Command same = Command.run(broker, folder, "policy", "put", "wide", "wider.json", "--dry-run");
            assertThat(same.exitCode()).isZero();
            assertThat(same.out())
                    .contains("would be refused: nothing", "would be allowed: 0 connect, 1 publish")
                    .containsPattern("wider +0 +1 +iot:Publish +topic/wide/b +ALLOWED");

            JsonNode unknown = Command.json(broker, folder, "policy", "put", "unheard-of", "wider.json", "--dry-run");
            assertThat(unknown.at("/version").asInt()).isZero();
            assertThat(unknown.at("/sessions").asInt()).isZero();
        }
    }

    @Test
    void a_dry_run_and_a_simulation_know_what_comes_from_a_group() throws IOException {
        TestDevice device = broker.device("grouped", "basis", document(allow("iot:Connect", "*")));
        write("rooms.json", document(allow("iot:Publish", "topic/room/*")));
        write("fewer.json", document(allow("iot:Publish", "topic/room/b")));
        for (String line : List.of(
                "policy put rooms rooms.json",
                "group create house",
                "group create room --parent house",
                "group add room grouped",
                "group attach house rooms")) {
            Command command = Command.run(broker, folder, line.split(" "));
            assertThat(command.exitCode()).as("%s: %s", line, command.err()).isZero();
        }
        try (RawClient client = RawClient.connected(broker, device)) {
            assertThat(client.publish("room/a", "may", 1).code()).isNotEqualTo(NOT_AUTHORIZED);

            JsonNode trial = Command.json(broker, folder, "policy", "put", "rooms", "fewer.json", "--dry-run");
            assertThat(trial.at("/refused/publish").asInt()).isEqualTo(1);
            assertThat(trial.at("/affected/0/clientId").asText()).isEqualTo("grouped");

            JsonNode tested = Command.json(
                    broker,
                    folder,
                    "policy",
                    "test",
                    "--thing",
                    "grouped",
                    "--action",
                    "publish",
                    "--resource",
                    "room/a");
            assertThat(tested.at("/authResults/0/allowed/policies/0/policyName").asText())
                    .isEqualTo("rooms");
        }
    }

    private void write(String name, String document) throws IOException {
        Files.writeString(folder.resolve(name), document);
    }
}
