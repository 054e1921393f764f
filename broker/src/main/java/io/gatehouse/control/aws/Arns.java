package io.gatehouse.control.aws;

import io.gatehouse.json.Json;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.registry.Kind;
import io.gatehouse.registry.TaggedResource;
import java.util.Locale;

/** ARNs of what the registry keeps, written and read. One of another account, region or partition is refused. */
final class Arns {
    private static final String CERTIFICATE = "cert/";
    private static final String GROUP = "thinggroup/";

    private final PolicyScope scope;

    Arns(PolicyScope scope) {
        this.scope = scope;
    }

    /** What a policy can be attached to. */
    sealed interface Target {
        record OfCertificate(String id) implements Target {}

        record OfGroup(String name) implements Target {}
    }

    String account() {
        return scope.account();
    }

    String thing(String name) {
        return scope.arn("thing/" + name);
    }

    String thingType(String name) {
        return scope.arn("thingtype/" + name);
    }

    String group(String name) {
        return scope.arn(GROUP + name);
    }

    String policy(String name) {
        return scope.arn("policy/" + name);
    }

    String certificate(String id) {
        return scope.arn(CERTIFICATE + id);
    }

    String authority(String id) {
        return scope.arn("cacert/" + id);
    }

    String template(String name) {
        return scope.arn("provisioningtemplate/" + name);
    }

    /** No ARN of AWS's names it; the audit trail has to. */
    String registrationCode() {
        return scope.arn("registrationcode");
    }

    /** No ARN of AWS's names it, either. */
    String eventConfigurations() {
        return scope.arn("eventconfigurations");
    }

    /** Of what fleet indexing searches. */
    String index(String name) {
        return scope.arn("index/" + name);
    }

    String of(Kind kind, String name) {
        return switch (kind) {
            case THING -> thing(name);
            case CERTIFICATE -> certificate(name);
            case CA -> authority(name);
            case THING_TYPE -> thingType(name);
            case THING_GROUP -> group(name);
            case POLICY, POLICY_VERSION, ATTACHMENT -> policy(name);
            case PROVISIONING_TEMPLATE, TEMPLATE_VERSION -> template(name);
            case REGISTRATION_CODE -> registrationCode();
        };
    }

    /** @throws OperationRefused InvalidRequestException: not the ARN of a certificate of this broker */
    String certificateId(String field, String arn) {
        return switch (target(field, arn)) {
            case Target.OfCertificate(var id) -> id;
            case Target.OfGroup _ -> throw wrong(field, arn, scope.arn("cert/CERTIFICATE-ID"));
        };
    }

    /** @throws OperationRefused InvalidRequestException: the ARN of neither a certificate nor a group of this broker */
    Target target(String field, String arn) {
        String own = scope.arn("");
        String resource = arn.startsWith(own) ? arn.substring(own.length()) : "";
        if (resource.startsWith(CERTIFICATE)) {
            String id = resource.substring(CERTIFICATE.length());
            return new Target.OfCertificate(
                    NamePattern.CERTIFICATE.check(field, id).toLowerCase(Locale.ROOT));
        }
        if (resource.startsWith(GROUP)) {
            return new Target.OfGroup(NamePattern.THING_GROUP.check(field, resource.substring(GROUP.length())));
        }
        throw wrong(field, arn, scope.arn("cert/CERTIFICATE-ID or ") + "…:thinggroup/NAME");
    }

    /** @throws OperationRefused InvalidRequestException: the ARN of nothing of this broker that may have tags */
    TaggedResource tagged(String field, String arn) {
        String own = scope.arn("");
        String resource = arn.startsWith(own) ? arn.substring(own.length()) : "";
        String type = resource.substring(0, Math.max(0, resource.indexOf('/')));
        String name = resource.substring(type.isEmpty() ? 0 : type.length() + 1);
        return switch (type) {
            case "thingtype" -> new TaggedResource(Kind.THING_TYPE, NamePattern.THING_TYPE.check(field, name));
            case "thinggroup" -> new TaggedResource(Kind.THING_GROUP, NamePattern.THING_GROUP.check(field, name));
            case "policy" -> new TaggedResource(Kind.POLICY, NamePattern.POLICY.check(field, name));
            case "cacert" ->
                new TaggedResource(
                        Kind.CA, NamePattern.CERTIFICATE.check(field, name).toLowerCase(Locale.ROOT));
            case "provisioningtemplate" ->
                new TaggedResource(Kind.PROVISIONING_TEMPLATE, NamePattern.TEMPLATE.check(field, name));
            default ->
                throw wrong(
                        field,
                        arn,
                        own + "TYPE/NAME of a thing type, thing group, policy, CA or provisioning template;"
                                + " things and certificates have no tags");
        };
    }

    String thingName(String field, String arn) {
        return name(field, arn, "thing/", NamePattern.THING);
    }

    String groupName(String field, String arn) {
        return name(field, arn, GROUP, NamePattern.THING_GROUP);
    }

    private String name(String field, String arn, String type, NamePattern pattern) {
        String own = scope.arn(type);
        if (!arn.startsWith(own)) {
            throw wrong(field, arn, own + "NAME");
        }
        return pattern.check(field, arn.substring(own.length()));
    }

    private static OperationRefused wrong(String field, String arn, String expected) {
        return OperationRefused.invalid(field + ": " + Json.quoted(arn) + " (expected: " + expected + ")");
    }
}
