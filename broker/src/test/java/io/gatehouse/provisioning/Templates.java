package io.gatehouse.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;

/** Templates of tests. */
final class Templates {
    static final String DEVICE = "ab".repeat(32);

    private Templates() {}

    static TemplateBody parsed(String json) {
        TemplateParse parse = TemplateBody.parse(json);
        assertThat(parse).isInstanceOf(TemplateParse.Parsed.class);
        return ((TemplateParse.Parsed) parse).template();
    }

    static String problem(String json) {
        TemplateParse parse = TemplateBody.parse(json);
        assertThat(parse).isInstanceOf(TemplateParse.Malformed.class);
        return ((TemplateParse.Malformed) parse).problem();
    }

    /** With the id of the device's certificate. */
    static TemplateEvaluation evaluated(String json, Map<String, String> parameters) {
        return parsed(json).evaluate(parameters, Map.of(TemplateBody.CERTIFICATE_ID, DEVICE));
    }

    static ProvisioningPlan plan(String json, Map<String, String> parameters) {
        TemplateEvaluation evaluation = evaluated(json, parameters);
        assertThat(evaluation).isInstanceOf(TemplateEvaluation.Planned.class);
        return ((TemplateEvaluation.Planned) evaluation).plan();
    }

    /** What the expression of {@link #naming} comes to. */
    static String name(String expression, Map<String, String> parameters) {
        return Objects.requireNonNull(plan(naming(expression), parameters).thing())
                .name();
    }

    static String refusal(String json, Map<String, String> parameters) {
        TemplateEvaluation evaluation = evaluated(json, parameters);
        assertThat(evaluation).isInstanceOf(TemplateEvaluation.Refused.class);
        return ((TemplateEvaluation.Refused) evaluation).problem();
    }

    /** A template whose thing has the name that an expression comes to. */
    static String naming(String expression) {
        return """
                {"Parameters": {"Serial": {"Type": "String"}, "Place": {"Type": "String", "Default": "hall"}},
                 "Mappings": {"Places": {"hall": {"Prefix": "h", "Parts": ["x", "y", "z"]}}},
                 "Resources": {
                  "thing": {"Type": "AWS::IoT::Thing", "Properties": {"ThingName": %s}},
                  "certificate": {"Type": "AWS::IoT::Certificate",
                   "Properties": {"CertificateId": {"Ref": "AWS::IoT::Certificate::Id"}}}}}""".formatted(expression);
    }

    /** A template with one policy, which has this as its document. */
    static String withPolicy(String document) {
        return """
                {"Parameters": {"Serial": {"Type": "String"}},
                 "Mappings": {"Wild": {"a": {"all": "*"}}},
                 "Resources": {
                  "policy": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": %s}},
                  "certificate": {"Type": "AWS::IoT::Certificate",
                   "Properties": {"CertificateId": {"Ref": "AWS::IoT::Certificate::Id"}}}}}""".formatted(document);
    }
}
