package io.gatehouse.control.aws;

import io.gatehouse.jobs.JobTarget;
import io.gatehouse.json.Json;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.registry.Kind;
import io.gatehouse.registry.TaggedResource;
import java.util.Locale;
import java.util.function.BiFunction;

/** ARNs of what the registry keeps, written and read. One of another account, region or partition is refused. */
final class Arns {
    private static final String CERTIFICATE = "cert/";
    private static final String GROUP = "thinggroup/";
    private static final String BILLING_GROUP = "billinggroup/";

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

    /** Of whatever type: {@code topic/lamp}. */
    String resource(String typed) {
        return scope.arn(typed);
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

    String billingGroup(String name) {
        return scope.arn(BILLING_GROUP + name);
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

    String domainConfiguration(String name) {
        return scope.arn("domainconfiguration/" + name);
    }

    String job(String id) {
        return scope.arn("job/" + id);
    }

    String target(JobTarget target) {
        return scope.arn(target.resource());
    }

    /** @throws OperationRefused InvalidRequestException: the ARN of neither a thing nor a group of this broker */
    JobTarget jobTarget(String field, String arn) {
        String own = scope.arn("");
        String resource = arn.startsWith(own) ? arn.substring(own.length()) : "";
        if (resource.startsWith("thing/")) {
            return new JobTarget.OfThing(NamePattern.THING.check(field, resource.substring("thing/".length())));
        }
        if (resource.startsWith(GROUP)) {
            return new JobTarget.OfGroup(NamePattern.THING_GROUP.check(field, resource.substring(GROUP.length())));
        }
        throw wrong(field, arn, scope.arn("thing/NAME or ") + "…:thinggroup/NAME");
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
            case BILLING_GROUP -> billingGroup(name);
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
            case "billinggroup" -> new TaggedResource(Kind.BILLING_GROUP, NamePattern.BILLING_GROUP.check(field, name));
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
                        own + "TYPE/NAME of a thing type, thing group, billing group, policy, CA or"
                                + " provisioning template; things and certificates have no tags");
        };
    }

    String thingName(String field, String arn) {
        return name(field, arn, "thing/", NamePattern.THING);
    }

    String groupName(String field, String arn) {
        return name(field, arn, GROUP, NamePattern.THING_GROUP);
    }

    String billingGroupName(String field, String arn) {
        return name(field, arn, BILLING_GROUP, NamePattern.BILLING_GROUP);
    }

    /** Of {@code thingName} or {@code thingArn}. */
    String thingOf(Fields body) {
        return nameOrArn(body, "thingName", "thingArn", NamePattern.THING, this::thingName);
    }

    /** Of {@code thingGroupName} or {@code thingGroupArn}. */
    String groupOf(Fields body) {
        return nameOrArn(body, "thingGroupName", "thingGroupArn", NamePattern.THING_GROUP, this::groupName);
    }

    /** Of {@code billingGroupName} or {@code billingGroupArn}. */
    String billingGroupOf(Fields body) {
        return nameOrArn(
                body, "billingGroupName", "billingGroupArn", NamePattern.BILLING_GROUP, this::billingGroupName);
    }

    private static String nameOrArn(
            Fields body,
            String nameField,
            String arnField,
            NamePattern pattern,
            BiFunction<String, String, String> ofArn) {
        String arn = body.text(arnField);
        String name = body.text(nameField);
        String named = name == null ? null : pattern.check(nameField, name);
        String meant = arn == null ? null : ofArn.apply(arnField, arn);
        if (named != null && meant != null && !named.equals(meant)) {
            throw OperationRefused.invalid(nameField + ": " + named + " (expected: the one of " + arnField + ")");
        }
        if (named != null) {
            return named;
        }
        if (meant == null) {
            throw body.missing(nameField);
        }
        return meant;
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
