package io.gatehouse.control.aws;

import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.Thing;

/** Which things are in which billing groups. */
final class BillingGroupMemberOperations implements OperationGroup {
    private final Registry registry;
    private final Arns arns;
    private final RegistryAnswers answers;

    BillingGroupMemberOperations(Registry registry, Arns arns, RegistryAnswers answers) {
        this.registry = registry;
        this.arns = arns;
        this.answers = answers;
    }

    @Override
    public void addTo(Handlers.Builder handlers) {
        handlers.change("AddThingToBillingGroup", this::subject, this::add)
                .change("RemoveThingFromBillingGroup", this::subject, this::remove)
                .read("ListThingsInBillingGroup", this::things);
    }

    private Subject subject(Call call) {
        String thing = arns.thingOf(call.body());
        String group = arns.billingGroupOf(call.body());
        return new Subject(arns.thing(thing) + " -> " + arns.billingGroup(group), () -> {
            Thing found = registry.thing(thing);
            return found == null ? null : JsonValue.of(group.equals(found.billingGroup()));
        });
    }

    private JsonObject add(Call call) {
        String group = arns.billingGroupOf(call.body());
        answers.done(registry.billingGroups().add(group, arns.thingOf(call.body())), AwsError.INVALID_REQUEST);
        return RegistryAnswers.NOTHING;
    }

    private JsonObject remove(Call call) {
        String group = arns.billingGroupOf(call.body());
        answers.done(registry.billingGroups().remove(group, arns.thingOf(call.body())), AwsError.INVALID_REQUEST);
        return RegistryAnswers.NOTHING;
    }

    private JsonObject things(Call call) {
        String group = BillingGroupOperations.name(call);
        BillingGroupOperations.existing(registry.billingGroups(), group);
        return Listing.byToken(call, group)
                .of(
                        "things",
                        (after, max) -> registry.billingGroups().thingsOf(group, after, max),
                        name -> name,
                        JsonValue::of);
    }
}
