package io.gatehouse.security;

import static io.gatehouse.Policies.allow;
import static io.gatehouse.RunningBroker.done;

import io.gatehouse.Policies;
import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.policy.PolicyDocument;
import io.gatehouse.policy.PolicyLimits;
import io.gatehouse.policy.PolicyParse;
import io.gatehouse.policy.PolicyParser;
import io.gatehouse.policy.Variables;
import io.gatehouse.registry.Registry;
import io.gatehouse.security.RightsHistory.Rights;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Changes policies, attachments of policies and attachments of things, one at a time, and writes the history of it. */
final class RandomPolicies {
    private static final String[] NAMES = {"p0", "p1", "p2", "p3", "p4"};

    private final RunningBroker broker;
    private final Registry registry;
    private final RightsHistory history;
    private final Map<String, PolicyDocument> documents = new HashMap<>();
    private final Map<String, Attached> clients = new LinkedHashMap<>();

    /** What a client's certificate has. */
    private static final class Attached {
        private final TestDevice device;
        private final Set<String> policies = new TreeSet<>();
        private boolean thing = true;

        private Attached(TestDevice device) {
            this.device = device;
        }
    }

    RandomPolicies(RunningBroker broker, RightsHistory history, Random dice) {
        this.broker = broker;
        this.registry = broker.registry();
        this.history = history;
        for (String name : NAMES) {
            putPolicy(name, dice);
        }
    }

    /** A device that may connect, with policies at random. */
    TestDevice device(String name, String clientId, Random dice) {
        TestDevice device = broker.device(name, "basis", Policies.document(allow("iot:Connect", "*")));
        Attached attached = new Attached(device);
        clients.put(clientId, attached);
        for (String policy : NAMES) {
            if (dice.nextInt(2) == 0) {
                done(registry.attachPolicy(policy, device.certificateId()));
                attached.policies.add(policy);
            }
        }
        return device;
    }

    /** One change, answered and settled. */
    void change(Random dice) {
        List<Attached> all = List.copyOf(clients.values());
        Attached one = all.get(dice.nextInt(all.size()));
        String policy = NAMES[dice.nextInt(NAMES.length)];
        switch (dice.nextInt(10)) {
            case 0, 1, 2, 3, 4, 5 -> putPolicy(policy, dice);
            case 6, 7, 8 -> toggle(one, policy);
            default -> toggleThing(one);
        }
        broker.sessions().onEveryLoop(loop -> {}).join();
        history.settled();
    }

    private void putPolicy(String name, Random dice) {
        String json = RandomNames.policy(dice);
        PolicyDocument document = switch (PolicyParser.parse(json, PolicyLimits.EXTENDED)) {
            case PolicyParse.Parsed(PolicyDocument parsed) -> parsed;
            case PolicyParse.Malformed malformed -> throw new AssertionError(malformed + " in " + json);
        };
        documents.put(name, document);
        announce();
        done(registry.putPolicy(name, json));
    }

    private void toggle(Attached client, String policy) {
        if (client.policies.remove(policy)) {
            announce();
            done(registry.detachPolicy(policy, client.device.certificateId()));
        } else {
            client.policies.add(policy);
            announce();
            done(registry.attachPolicy(policy, client.device.certificateId()));
        }
    }

    private void toggleThing(Attached client) {
        client.thing = !client.thing;
        announce();
        if (client.thing) {
            done(registry.attachThing(client.device.name(), client.device.certificateId()));
        } else {
            done(registry.detachThing(client.device.name(), client.device.certificateId()));
        }
    }

    private void announce() {
        Map<String, Rights> rights = new HashMap<>();
        clients.forEach((clientId, attached) -> rights.put(
                clientId,
                new Rights(attached.policies.stream().map(this::document).toList(), variables(clientId, attached))));
        history.begins(rights);
    }

    private PolicyDocument document(String name) {
        PolicyDocument document = documents.get(name);
        if (document == null) {
            throw new AssertionError("policy " + name + ": none (expected: one)");
        }
        return document;
    }

    /** A connection stands for a thing where its client id is the thing's name, or that and a point and more. */
    private static Variables variables(String clientId, Attached attached) {
        String thing = attached.device.name();
        boolean standsFor = attached.thing && (clientId.equals(thing) || clientId.startsWith(thing + "."));
        Map<String, List<String>> values = new HashMap<>();
        values.put("iot:ClientId", List.of(clientId));
        values.put("iot:Connection.Thing.IsAttached", List.of(String.valueOf(standsFor)));
        if (standsFor) {
            values.put("iot:Connection.Thing.ThingName", List.of(thing));
        }
        return Variables.of(values);
    }
}
