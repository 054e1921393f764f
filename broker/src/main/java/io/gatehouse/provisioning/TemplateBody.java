package io.gatehouse.provisioning;

import io.gatehouse.json.Json;
import io.gatehouse.json.JsonValue;
import io.gatehouse.registry.ThingRegistration.WantedPolicy;
import io.gatehouse.registry.ThingRegistration.WantedThing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A provisioning template, parsed (AWS IoT Core Developer Guide, "Provisioning templates"). Immutable; any thread.
 *
 * <p>Bounded when it is read: 10,240 characters, 32 levels, 64 parameters, 10 policies. Bounded when it is evaluated:
 * see {@link Evaluation}.
 */
public final class TemplateBody {
    /** Parameters that the broker knows of a device and nobody else may give. */
    static final String RESERVED = "AWS::";

    /** Parameter that is the certificate of the device. */
    public static final String CERTIFICATE_ID = "AWS::IoT::Certificate::Id";

    private static final int MAX_GIVEN = 256;
    private static final int MAX_GIVEN_NAME = 128;

    private final Map<String, @Nullable String> parameters;
    private final Map<String, Map<String, Value>> mappings;
    private final @Nullable ThingTemplate thing;
    private final CertificateTemplate certificate;
    private final List<PolicyTemplate> policies;
    private final Map<String, PolicyTemplate.Node> deviceConfiguration;

    /** @param parameters with their defaults, null for none */
    TemplateBody(
            Map<String, @Nullable String> parameters,
            Map<String, Map<String, Value>> mappings,
            @Nullable ThingTemplate thing,
            CertificateTemplate certificate,
            List<PolicyTemplate> policies,
            Map<String, PolicyTemplate.Node> deviceConfiguration) {
        this.parameters = new LinkedHashMap<>(parameters);
        this.mappings = Map.copyOf(mappings);
        this.thing = thing;
        this.certificate = certificate;
        this.policies = List.copyOf(policies);
        this.deviceConfiguration = new LinkedHashMap<>(deviceConfiguration);
    }

    /** Reads a template; the first problem is told with its place. */
    public static TemplateParse parse(String json) {
        return TemplateReader.read(json);
    }

    /**
     * Whether the certificate is the one that the device came with or was just given. Templates for fleet provisioning
     * and JITP must say that, or a device could have another's certificate provisioned.
     */
    public boolean isForTheDevicesOwnCertificate() {
        return certificate.isThatOfTheDevice();
    }

    /**
     * What is wanted of one device.
     *
     * @param given what the device, or who registers it, says; names that the template does not declare are ignored,
     *     and
     *     names that begin with {@code AWS::} refused
     * @param known what the broker itself knows, by names that begin with {@code AWS::}
     */
    public TemplateEvaluation evaluate(Map<String, String> given, Map<String, String> known) {
        String problem = problem(given);
        if (problem != null) {
            return new TemplateEvaluation.Refused(problem);
        }
        Map<String, Text> values = new HashMap<>();
        parameters.forEach((name, byDefault) -> {
            String value = name.startsWith(RESERVED) ? known.get(name) : given.get(name);
            if (value != null) {
                values.put(name, Text.foreign(value));
            } else if (byDefault != null) {
                values.put(name, Text.own(byDefault));
            }
        });
        known.forEach((name, value) -> values.putIfAbsent(name, Text.foreign(value)));
        for (String name : parameters.keySet()) {
            if (!values.containsKey(name)) {
                return new TemplateEvaluation.Refused("parameter " + Json.quoted(name) + ": no value (expected: one;"
                        + " the template declares it without a Default)");
            }
        }
        return evaluate(new Evaluation(values, mappings));
    }

    private static @Nullable String problem(Map<String, String> given) {
        if (given.size() > MAX_GIVEN) {
            return "parameters: " + given.size() + " (expected: at most " + MAX_GIVEN + ")";
        }
        for (Map.Entry<String, String> one : given.entrySet()) {
            if (one.getKey().length() > MAX_GIVEN_NAME || one.getKey().startsWith(RESERVED)) {
                return "parameter " + Json.quoted(one.getKey()) + " (expected: at most " + MAX_GIVEN_NAME
                        + " characters, and not AWS:: at the beginning)";
            }
            if (one.getValue().length() > Evaluation.MAX_TEXT) {
                return "parameter " + Json.quoted(one.getKey()) + ": "
                        + one.getValue().length() + " characters (expected: at most " + Evaluation.MAX_TEXT + ")";
            }
        }
        return null;
    }

    TemplateEvaluation evaluate(Evaluation evaluation) {
        try {
            WantedThing wanted = thing == null ? null : thing.evaluate(evaluation);
            List<WantedPolicy> wantedPolicies = new ArrayList<>();
            Map<String, String> called = new LinkedHashMap<>();
            Set<String> names = new HashSet<>();
            for (PolicyTemplate policy : policies) {
                WantedPolicy one = policy.evaluate(evaluation);
                called.put(policy.logicalName(), one.name());
                if (names.add(one.name())) {
                    wantedPolicies.add(one);
                } else if (!wantedPolicies.contains(one)) {
                    return new TemplateEvaluation.Refused(
                            "policy " + Json.quoted(one.name()) + ": two documents (expected: one for each name)");
                }
            }
            return new TemplateEvaluation.Planned(new ProvisioningPlan(
                    wanted,
                    certificate.evaluate(evaluation),
                    certificate.evaluateStatus(evaluation),
                    certificate.onStatus(),
                    wantedPolicies,
                    new LogicalNames(thing == null ? null : thing.logicalName(), certificate.logicalName(), called),
                    configuration(evaluation)));
        } catch (TemplateProblem problem) {
            return new TemplateEvaluation.Refused(String.valueOf(problem.getMessage()));
        }
    }

    private JsonValue.JsonObject configuration(Evaluation evaluation) {
        JsonValue.ObjectBuilder object = JsonValue.object();
        deviceConfiguration.forEach((name, node) -> {
            switch (node) {
                case PolicyTemplate.Node.Call(Expression expression) ->
                    object.put(name, evaluation.text(expression).value());
                case PolicyTemplate.Node.Constant(JsonValue value) -> object.put(name, value);
                default ->
                    throw new IllegalStateException("configuration: nested (expected: refused when it was read)");
            }
        });
        return object.build();
    }
}
