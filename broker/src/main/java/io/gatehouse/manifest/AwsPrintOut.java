package io.gatehouse.manifest;

import io.gatehouse.json.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code aws iot} prints, known by its members. Some of it does not say what it is about: to {@code
 * list-thing-principals}, {@code list-thing-groups-for-thing} and {@code list-targets-for-policy} the name that was
 * asked with has to be added.
 */
final class AwsPrintOut {
    private static final String THING = "thingName";
    private static final String TYPE = "thingTypeName";
    private static final String GROUP = "thingGroupName";
    private static final String POLICY = "policyName";
    private static final String TEMPLATE = "templateName";
    private static final String BILLING_GROUP = "billingGroupName";

    private static final Pattern TAG_KEY = Pattern.compile("(?s).{1,128}");

    private AwsPrintOut() {}

    /** @param notes receives what is passed over */
    static List<Resource> read(Shape shape, String file, List<String> notes) throws Shape.Wrong {
        if (shape.text("nextToken") != null || shape.text("nextMarker") != null) {
            notes.add(file + ": a page, and there are more behind it; aws iot follows them without --no-paginate");
        }
        if (shape.has("certificateDescription")) {
            Shape description = inside(shape, "certificateDescription");
            return List.of(
                    description.has("autoRegistrationStatus")
                            ? ProvisioningForm.authority(description, shape, null)
                            : certificate(description));
        }
        if (shape.has("things")) {
            return each(shape, "things", AwsPrintOut::thing);
        }
        if (shape.has("thingTypes")) {
            return each(shape, "thingTypes", AwsPrintOut::type);
        }
        if (shape.has("principals") || (shape.has("thingGroups") && shape.has(THING))) {
            return List.of(attachments(shape));
        }
        if (shape.has("thingGroups")) {
            return each(shape, "thingGroups", AwsPrintOut::groupInList);
        }
        if (shape.has("billingGroups")) {
            return each(shape, "billingGroups", AwsPrintOut::billingGroupInList);
        }
        if (shape.has("targets")) {
            return targets(shape);
        }
        if (shape.has("tags")) {
            return tags(shape, file, notes);
        }
        if (shape.has("policies") || shape.has("certificates") || shape.has("templates")) {
            notes.add(file + ": names and no documents or certificates; give what get-policy, describe-certificate,"
                    + " describe-ca-certificate and describe-provisioning-template print");
            return List.of();
        }
        if (shape.has("templateBody")) {
            return template(shape, file, notes);
        }
        if (shape.has("policyDocument")) {
            return policy(shape, file, notes);
        }
        if (shape.has(GROUP)) {
            return List.of(group(shape));
        }
        if (shape.has(THING)) {
            return List.of(thing(shape));
        }
        if (shape.has(TYPE)) {
            return List.of(type(shape));
        }
        if (shape.has(BILLING_GROUP)) {
            return List.of(billingGroup(shape));
        }
        throw new Shape.Wrong(
                shape.position(),
                "an object that is no resource and nothing that aws iot prints of things, types, groups of"
                        + " both kinds, tags, certificates, authorities, templates and policies"
                        + " (expected: kind, or such a print-out)");
    }

    private static List<Resource> each(Shape shape, String member, Shape.Reader<Resource> reader) throws Shape.Wrong {
        List<Resource> resources = new ArrayList<>();
        for (Shape one : shape.objects(member)) {
            resources.add(reader.read(one));
        }
        return resources;
    }

    private static Shape inside(Shape shape, String member) throws Shape.Wrong {
        Shape inner = shape.inside(member);
        if (inner == null) {
            throw new Shape.Wrong(shape.position(), member + ": missing (expected: an object)");
        }
        return inner;
    }

    /** {@code list-things}, {@code describe-thing}, and {@code search-index}, which tells groups too. */
    private static Resource thing(Shape shape) throws Shape.Wrong {
        Map<String, String> attributes = shape.textMap("attributes");
        return new Resource.Thing(
                shape.name(THING, Shape.NAME),
                shape.textOrNone(TYPE, Shape.NAME),
                attributes == null ? new TreeMap<>() : attributes,
                shape.names("thingGroupNames", Shape.NAME),
                shape.textOrNone(BILLING_GROUP, Shape.NAME),
                null,
                null);
    }

    private static Resource attachments(Shape shape) throws Shape.Wrong {
        if (!shape.has(THING)) {
            throw unsaid(shape, "principals", "thing", THING);
        }
        List<String> groups = null;
        if (shape.has("thingGroups")) {
            groups = new ArrayList<>();
            for (Shape group : shape.objects("thingGroups")) {
                groups.add(group.name("groupName", Shape.NAME));
            }
        }
        List<String> principals = shape.texts("principals");
        List<String> certificates = principals == null ? null : new ArrayList<>();
        if (principals != null && certificates != null) {
            for (String arn : principals) {
                certificates.add(idOf(arn, shape.position()));
            }
        }
        return new Resource.Thing(shape.name(THING, Shape.NAME), null, null, groups, null, certificates, null);
    }

    private static Shape.Wrong unsaid(Shape shape, String member, String noun, String name) {
        return new Shape.Wrong(
                shape.position(),
                member + ": of which " + noun + " AWS does not print (expected: " + name + " beside it; add it with"
                        + " jq --arg n NAME '. + {" + name + ": $n}')");
    }

    /** {@code arn:aws:iot:REGION:ACCOUNT:cert/ID}, whichever region and account. */
    private static String idOf(String arn, Position at) throws Shape.Wrong {
        int slash = arn.lastIndexOf('/');
        String id = slash < 0 ? "" : arn.substring(slash + 1);
        if (!arn.startsWith("arn:")
                || !arn.contains(":cert/")
                || !Shape.CERTIFICATE.matcher(id).matches()) {
            throw new Shape.Wrong(at, "principal or target: no ARN of a certificate (expected: arn:…:cert/ID)");
        }
        return id;
    }

    /** {@code list-thing-types}, {@code describe-thing-type}. */
    private static Resource type(Shape shape) throws Shape.Wrong {
        Shape properties = shape.inside("thingTypeProperties");
        Shape metadata = shape.inside("thingTypeMetadata");
        Shape enrichment = properties == null ? null : properties.inside("mqtt5Configuration");
        return new Resource.ThingType(
                shape.name(TYPE, Shape.NAME),
                properties == null ? null : properties.text("thingTypeDescription"),
                properties == null ? null : properties.texts("searchableAttributes"),
                enrichment != null && enrichment.has("propagatingAttributes")
                        ? ManifestForm.propagating(enrichment)
                        : null,
                metadata == null ? null : metadata.flag("deprecated"),
                null);
    }

    /** {@code list-thing-groups}: names. What is above a group and what it says, {@code describe-thing-group} tells. */
    private static Resource groupInList(Shape shape) throws Shape.Wrong {
        return new Resource.ThingGroup(shape.name("groupName", Shape.NAME), null, null, null, null, null, null);
    }

    private static Resource group(Shape shape) throws Shape.Wrong {
        Shape properties = shape.inside("thingGroupProperties");
        Shape metadata = shape.inside("thingGroupMetadata");
        Shape payload = properties == null ? null : properties.inside("attributePayload");
        return new Resource.ThingGroup(
                shape.name(GROUP, Shape.NAME),
                metadata == null ? null : metadata.textOrNone("parentGroupName", Shape.NAME),
                shape.text("queryString"),
                properties == null ? null : properties.text("thingGroupDescription"),
                payload == null ? null : payload.textMap("attributes"),
                null,
                null);
    }

    /** {@code list-billing-groups}: names. */
    private static Resource billingGroupInList(Shape shape) throws Shape.Wrong {
        return new Resource.BillingGroup(shape.name("groupName", Shape.NAME), null, null);
    }

    private static Resource billingGroup(Shape shape) throws Shape.Wrong {
        Shape properties = shape.inside("billingGroupProperties");
        return new Resource.BillingGroup(
                shape.name(BILLING_GROUP, Shape.NAME),
                properties == null ? null : properties.text("billingGroupDescription"),
                null);
    }

    /** {@code list-tags-for-resource}, with the ARN that was asked with. */
    private static List<Resource> tags(Shape shape, String file, List<String> notes) throws Shape.Wrong {
        String arn = shape.text("resourceArn");
        if (arn == null) {
            throw unsaid(shape, "tags", "resource", "resourceArn");
        }
        Map<String, String> tags = new TreeMap<>();
        for (Shape tag : shape.objects("tags")) {
            String value = tag.text("Value");
            tags.put(tag.name("Key", TAG_KEY), value == null ? "" : value);
        }
        int slash = arn.lastIndexOf('/');
        String noun = arn.substring(arn.lastIndexOf(':', Math.max(slash, 0)) + 1, Math.max(slash, 0));
        String name = arn.substring(slash + 1);
        return switch (noun) {
            case "thingtype" ->
                List.of(new Resource.ThingType(named(shape, name, Shape.NAME), null, null, null, null, tags));
            case "thinggroup" ->
                List.of(new Resource.ThingGroup(named(shape, name, Shape.NAME), null, null, null, null, null, tags));
            case "billinggroup" -> List.of(new Resource.BillingGroup(named(shape, name, Shape.NAME), null, tags));
            case "policy" -> List.of(new Resource.Policy(named(shape, name, Shape.POLICY), null, tags));
            case "provisioningtemplate" ->
                List.of(new Resource.Template(
                        named(shape, name, Shape.TEMPLATE), null, null, null, null, null, null, tags));
            case "cacert" ->
                List.of(new Resource.Authority(
                        named(shape, name, Shape.CERTIFICATE), null, null, null, null, null, null, tags));
            default -> {
                notes.add(file + ": tags of what has none here were passed over: " + arn);
                yield List.of();
            }
        };
    }

    private static String named(Shape shape, String name, Pattern pattern) throws Shape.Wrong {
        return Shape.checked("resourceArn", name, pattern, shape.position());
    }

    /** {@code get-policy}, {@code create-policy}, and of {@code get-policy-version} the one in force. */
    private static List<Resource> policy(Shape shape, String file, List<String> notes) throws Shape.Wrong {
        @Nullable Boolean inForce = shape.flag("isDefaultVersion");
        String name = shape.name(POLICY, Shape.POLICY);
        if (Boolean.FALSE.equals(inForce)) {
            notes.add(file + ": a version of policy " + name + " that is not in force was passed over");
            return List.of();
        }
        return List.of(new Resource.Policy(name, shape.document("policyDocument"), null));
    }

    /** {@code describe-provisioning-template}, and of its versions the one that counts. */
    private static List<Resource> template(Shape shape, String file, List<String> notes) throws Shape.Wrong {
        if (!shape.has(TEMPLATE)) {
            throw unsaid(shape, "templateBody", "template", TEMPLATE);
        }
        String name = shape.name(TEMPLATE, Shape.TEMPLATE);
        if (Boolean.FALSE.equals(shape.flag("isDefaultVersion"))) {
            notes.add(file + ": a version of template " + name + " that does not count was passed over");
            return List.of();
        }
        if (shape.has("preProvisioningHook")) {
            notes.add(file + ": the preProvisioningHook of template " + name + " names a function of AWS; nobody is"
                    + " provisioned by it before it names a webhook, or is taken away");
        }
        return List.of(ProvisioningForm.template(shape, null));
    }

    /** {@code list-targets-for-policy}: certificates and groups. */
    private static List<Resource> targets(Shape shape) throws Shape.Wrong {
        if (!shape.has(POLICY)) {
            throw unsaid(shape, "targets", "policy", POLICY);
        }
        List<String> policy = List.of(shape.name(POLICY, Shape.POLICY));
        List<Resource> resources = new ArrayList<>();
        List<String> targets = shape.texts("targets");
        for (String arn : targets == null ? List.<String>of() : targets) {
            int group = arn.indexOf(":thinggroup/");
            if (group >= 0) {
                resources.add(new Resource.ThingGroup(
                        Shape.checked(
                                "targets",
                                arn.substring(group + ":thinggroup/".length()),
                                Shape.NAME,
                                shape.position()),
                        null,
                        null,
                        null,
                        null,
                        policy,
                        null));
            } else {
                resources.add(new Resource.Certificate(idOf(arn, shape.position()), null, null, policy));
            }
        }
        return resources;
    }

    private static Resource certificate(Shape shape) throws Shape.Wrong {
        return new Resource.Certificate(
                shape.name("certificateId", Shape.CERTIFICATE),
                shape.text("status"),
                shape.text("certificatePem"),
                null);
    }
}
