package io.gatehouse.control;

import io.gatehouse.registry.BillingGroup;
import io.gatehouse.registry.Kind;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.Tags;

/** Billing groups and their things. Blocks until the store has it; virtual threads. */
public final class BillingGroups {
    private final io.gatehouse.registry.BillingGroups groups;

    public BillingGroups(Registry registry) {
        this.groups = registry.billingGroups();
    }

    void addTo(Administration.Builder operations) {
        operations
                .add(BillingGroupApi.CREATE, this::create)
                .add(BillingGroupApi.LIST, this::list)
                .add(BillingGroupApi.DESCRIBE, this::describe)
                .add(BillingGroupApi.UPDATE, this::update)
                .add(BillingGroupApi.REMOVE, this::remove)
                .add(BillingGroupApi.ADD_THING, this::add)
                .add(BillingGroupApi.REMOVE_THING, this::removeThing)
                .add(BillingGroupApi.THINGS, this::things);
    }

    private Outcome<BillingGroupApi.View> create(BillingGroupApi.Create request) {
        return RegistryOutcome.of(
                "billing group " + request.name() + " was not created",
                groups.create(request.name(), request.description() == null ? "" : request.description(), Tags.NONE),
                BillingGroups::view);
    }

    private Outcome<BillingGroupApi.Listing> list(Page page) {
        String prefix = page.prefix() == null ? "" : page.prefix();
        Page.Cut<BillingGroup> cut = page.cut(groups.groups(prefix, page.after(), page.max() + 1), BillingGroup::name);
        return Outcome.done(new BillingGroupApi.Listing(
                cut.items().stream().map(BillingGroups::view).toList(), cut.next()));
    }

    private Outcome<BillingGroupApi.View> describe(BillingGroupApi.Name name) {
        return RegistryOutcome.of(
                "no billing group to describe",
                RegistryOutcome.found(Kind.BILLING_GROUP, name.name(), groups.group(name.name())),
                BillingGroups::view);
    }

    private Outcome<BillingGroupApi.View> update(BillingGroupApi.Update request) {
        return RegistryOutcome.of(
                "billing group " + request.name() + " was not changed",
                groups.update(request.name(), request.description(), 0),
                BillingGroups::view);
    }

    private Outcome<BillingGroupApi.View> remove(BillingGroupApi.Name name) {
        return RegistryOutcome.of(
                "billing group " + name.name() + " was not removed",
                groups.delete(name.name(), 0),
                BillingGroups::view);
    }

    private Outcome<BillingGroupApi.Member> add(BillingGroupApi.Member member) {
        return RegistryOutcome.of(
                "thing " + member.thing() + " was not added", groups.add(member.group(), member.thing()), _ -> member);
    }

    private Outcome<BillingGroupApi.Member> removeThing(BillingGroupApi.Member member) {
        return RegistryOutcome.of(
                "thing " + member.thing() + " was not taken out",
                groups.remove(member.group(), member.thing()),
                _ -> member);
    }

    private Outcome<BillingGroupApi.Things> things(BillingGroupApi.Name name) {
        return RegistryOutcome.of(
                "no billing group to describe",
                RegistryOutcome.found(Kind.BILLING_GROUP, name.name(), groups.group(name.name())),
                group -> new BillingGroupApi.Things(group.name(), groups.thingsOf(group.name(), null, Page.MOST)));
    }

    private static BillingGroupApi.View view(BillingGroup group) {
        return new BillingGroupApi.View(group.name(), group.description(), group.createdAt());
    }
}
