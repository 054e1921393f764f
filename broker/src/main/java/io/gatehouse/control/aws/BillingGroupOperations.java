package io.gatehouse.control.aws;

import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.registry.BillingGroup;
import io.gatehouse.registry.BillingGroups;
import io.gatehouse.registry.Kind;
import io.gatehouse.registry.StableId;
import org.jspecify.annotations.Nullable;

/** Billing groups: create, describe, update, delete, list. */
final class BillingGroupOperations implements OperationGroup {
    private static final String PROPERTIES = "billingGroupProperties";

    private final BillingGroups groups;
    private final Arns arns;
    private final RegistryAnswers answers;

    BillingGroupOperations(BillingGroups groups, Arns arns, RegistryAnswers answers) {
        this.groups = groups;
        this.arns = arns;
        this.answers = answers;
    }

    @Override
    public void addTo(Handlers.Builder handlers) {
        handlers.change("CreateBillingGroup", this::subject, this::create)
                .read("DescribeBillingGroup", this::describe)
                .change("UpdateBillingGroup", this::subject, this::update)
                .change("DeleteBillingGroup", this::subject, this::delete)
                .read("ListBillingGroups", this::list);
    }

    static String name(Call call) {
        return call.label("billingGroupName", NamePattern.BILLING_GROUP);
    }

    private Subject subject(Call call) {
        String name = name(call);
        return new Subject(arns.billingGroup(name), () -> {
            BillingGroup group = groups.group(name);
            return group == null ? null : description(group);
        });
    }

    private JsonObject create(Call call) {
        String description = description(call.body());
        BillingGroup group = answers.done(
                groups.create(name(call), description == null ? "" : description, TagFields.read(call.body())),
                AwsError.INVALID_REQUEST);
        return named(group).build();
    }

    /** Null where nothing is said of it. */
    private static @Nullable String description(Fields body) {
        Fields properties = body.object(PROPERTIES);
        return properties == null ? null : properties.text("billingGroupDescription");
    }

    private JsonValue.ObjectBuilder named(BillingGroup group) {
        return JsonValue.object()
                .put("billingGroupName", group.name())
                .put("billingGroupArn", arns.billingGroup(group.name()))
                .put("billingGroupId", StableId.of(Kind.BILLING_GROUP, group.name(), group.createdAt()));
    }

    private JsonObject describe(Call call) {
        return description(existing(groups, name(call)));
    }

    /** @throws OperationRefused ResourceNotFoundException */
    static BillingGroup existing(BillingGroups groups, String name) {
        BillingGroup group = groups.group(name);
        if (group == null) {
            throw OperationRefused.notFound(Kind.BILLING_GROUP, name);
        }
        return group;
    }

    private JsonObject description(BillingGroup group) {
        JsonValue.ObjectBuilder properties = JsonValue.object();
        if (!group.description().isEmpty()) {
            properties.put("billingGroupDescription", group.description());
        }
        return named(group)
                .put("version", group.version())
                .put(PROPERTIES, properties.build())
                .put(
                        "billingGroupMetadata",
                        JsonValue.object()
                                .put("creationDate", RegistryAnswers.seconds(group.createdAt()))
                                .build())
                .build();
    }

    private JsonObject update(Call call) {
        Fields body = call.body();
        if (!body.has(PROPERTIES)) {
            throw body.missing(PROPERTIES);
        }
        long expected = ThingOperations.expected(body.number("expectedVersion"));
        BillingGroup group =
                answers.done(groups.update(name(call), description(body), expected), AwsError.VERSION_CONFLICT);
        return JsonValue.object().put("version", group.version()).build();
    }

    private JsonObject delete(Call call) {
        String name = name(call);
        long expected = ThingOperations.expected(call.query().number("expectedVersion"));
        BillingGroup group = groups.group(name);
        if (group != null) { // one that is not there is as good as deleted
            boolean otherVersion = expected != 0 && expected != group.version();
            answers.gone(
                    groups.delete(name, expected), otherVersion ? AwsError.VERSION_CONFLICT : AwsError.INVALID_REQUEST);
        }
        return RegistryAnswers.NOTHING;
    }

    private JsonObject list(Call call) {
        String given = call.query().text("namePrefixFilter");
        String prefix = given == null ? "" : given;
        return Listing.byToken(call, prefix)
                .of(
                        "billingGroups",
                        (after, max) -> groups.groups(prefix, after, max),
                        BillingGroup::name,
                        group -> JsonValue.object()
                                .put("groupName", group.name())
                                .put("groupArn", arns.billingGroup(group.name()))
                                .build());
    }
}
