package io.gatehouse.control.aws;

import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.policy.CompiledPolicy;
import io.gatehouse.registry.Policy;
import io.gatehouse.registry.Principal;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.Thing;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** GetEffectivePolicies: which policies count when a device connects. */
final class EffectivePolicyOperations implements OperationGroup {
    private final Registry registry;
    private final Arns arns;

    EffectivePolicyOperations(Registry registry, Arns arns) {
        this.registry = registry;
        this.arns = arns;
    }

    @Override
    public void addTo(Handlers.Builder handlers) {
        handlers.read("GetEffectivePolicies", this::effective);
    }

    private JsonObject effective(Call call) {
        Fields body = call.body();
        body.refuseUnlessEmpty("cognitoIdentityPoolId");
        String principal = body.text("principal");
        String thing = call.query().text("thingName");
        if (principal == null && thing == null) {
            throw OperationRefused.invalid("principal: missing (expected: one, or thingName, or both)");
        }
        Thing found =
                thing == null ? null : ThingOperations.existing(registry, NamePattern.THING.check("thingName", thing));
        List<String> names = principal == null ? ofGroups(found) : of(principal, found);
        List<JsonObject> policies = new ArrayList<>();
        for (String name : names) {
            Policy policy = registry.policy(name);
            if (policy != null) { // deleted this moment
                policies.add(view(policy));
            }
        }
        return JsonValue.object()
                .put("effectivePolicies", JsonValue.of(policies))
                .build();
    }

    /** Those of the certificate, and of the groups of the thing that its connection would stand for. */
    private List<String> of(String arn, @Nullable Thing thing) {
        Principal principal = CertificateOperations.existingPrincipal(registry, arns.certificateId("principal", arn));
        Thing exclusive = principal.exclusiveThing();
        return principal.policiesFor(exclusive == null ? thing : exclusive).stream()
                .map(CompiledPolicy::name)
                .sorted()
                .toList();
    }

    private List<String> ofGroups(@Nullable Thing thing) {
        TreeSet<String> names = new TreeSet<>();
        for (String group : thing == null ? List.<String>of() : thing.groups()) {
            registry.thingGroups()
                    .path(group)
                    .forEach(above -> names.addAll(registry.thingGroups().policiesOf(above)));
        }
        return List.copyOf(names);
    }

    private JsonObject view(Policy policy) {
        return JsonValue.object()
                .put("policyName", policy.name())
                .put("policyArn", arns.policy(policy.name()))
                .put("policyDocument", policy.document())
                .build();
    }
}
