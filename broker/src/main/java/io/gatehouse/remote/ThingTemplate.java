package io.gatehouse.remote;

import io.gatehouse.control.ThingApi;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.JsonValue.ObjectBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The provisioning template by which RegisterThing makes a thing, its certificate and its attachments in one step or
 * not at all. What it says of the thing are literals; the signing request alone is a parameter.
 */
final class ThingTemplate {
    /** What the answer calls the ARNs of the resources. */
    static final String THING = "thing";

    static final String CERTIFICATE = "certificate";
    static final String REQUEST = "Request";

    private ThingTemplate() {}

    /** @param policy that exists, {@code null} for none */
    static JsonObject of(ThingApi.Create request, @Nullable String policy) {
        ObjectBuilder resources = JsonValue.object()
                .put(THING, thing(request))
                .put(
                        CERTIFICATE,
                        resource(
                                        "AWS::IoT::Certificate",
                                        JsonValue.object()
                                                .put("CertificateSigningRequest", object("Ref", JsonValue.of(REQUEST)))
                                                .put("Status", "ACTIVE"))
                                .build());
        if (policy != null) {
            resources.put(
                    "policy",
                    resource("AWS::IoT::Policy", JsonValue.object().put("PolicyName", policy))
                            .build());
        }
        return JsonValue.object()
                .put("Parameters", object(REQUEST, object("Type", JsonValue.of("String"))))
                .put("Resources", resources.build())
                .build();
    }

    private static JsonObject thing(ThingApi.Create request) {
        ObjectBuilder attributes = JsonValue.object();
        request.attributes().forEach(attributes::put);
        ObjectBuilder properties = JsonValue.object()
                .put("ThingName", request.name())
                .putIfPresent("ThingTypeName", request.type())
                .put("AttributePayload", attributes.build());
        return resource("AWS::IoT::Thing", properties)
                // Somebody may make one of that name meanwhile: it is not taken over.
                .put("OverrideSettings", object("AttributePayload", JsonValue.of("FAIL")))
                .build();
    }

    private static JsonObject object(String name, JsonValue value) {
        return JsonValue.object().put(name, value).build();
    }

    private static ObjectBuilder resource(String type, ObjectBuilder properties) {
        return JsonValue.object().put("Type", type).put("Properties", properties.build());
    }
}
