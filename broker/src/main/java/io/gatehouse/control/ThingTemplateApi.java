package io.gatehouse.control;

import java.util.Map;

/** The operation that registers a thing by a provisioning template, and its shapes: those of AWS's RegisterThing. */
public final class ThingTemplateApi {
    public static final Operation<Register, Registered> REGISTER =
            new Operation<>("thing/register", Register.class, Registered.class);

    private static final int MOST_CHARACTERS = 10_240;

    private ThingTemplateApi() {}

    /**
     * One device.
     *
     * @param templateBody JSON, as in docs/provisioning.md
     * @param parameters values for what the template leaves open
     */
    public record Register(String templateBody, Map<String, String> parameters) {
        public Register {
            Shape.text("templateBody", templateBody, MOST_CHARACTERS);
            parameters = Map.copyOf(Shape.there("parameters", parameters));
        }
    }

    /**
     * What is there now.
     *
     * @param resourceArns by what the template calls each resource
     */
    public record Registered(String certificateId, String certificatePem, Map<String, String> resourceArns) {
        public Registered {
            resourceArns = Map.copyOf(Shape.there("resourceArns", resourceArns));
        }
    }
}
