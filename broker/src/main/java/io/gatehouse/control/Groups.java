package io.gatehouse.control;

import io.gatehouse.registry.Kind;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryResult;
import io.gatehouse.registry.Thing;
import io.gatehouse.registry.ThingGroup;
import io.gatehouse.registry.ThingGroups;
import java.util.List;
import java.util.Map;

/** Thing groups, their things and policies. Blocks until the store has it; virtual threads. */
public final class Groups {
    private final ThingGroups groups;

    public Groups(Registry registry) {
        this.groups = registry.thingGroups();
    }

    void addTo(Administration.Builder operations) {
        operations
                .add(GroupApi.CREATE, this::create)
                .add(GroupApi.LIST, this::list)
                .add(GroupApi.DESCRIBE, this::describe)
                .add(GroupApi.UPDATE, this::update)
                .add(GroupApi.REMOVE, this::remove)
                .add(GroupApi.ADD_THINGS, this::addThings)
                .add(GroupApi.REMOVE_THINGS, this::removeThings)
                .add(GroupApi.ATTACH, this::attach)
                .add(GroupApi.DETACH, this::detach);
    }

    Outcome<GroupApi.View> create(GroupApi.Create request) {
        return RegistryOutcome.of(
                "group " + request.name() + " was not created",
                groups.create(
                        request.name(),
                        request.parent(),
                        request.description() == null ? "" : request.description(),
                        request.attributes() == null ? Map.of() : request.attributes()),
                this::view);
    }

    Outcome<GroupApi.Listing> list(Page page) {
        String prefix = page.prefix() == null ? "" : page.prefix();
        Page.Cut<ThingGroup> cut = page.cut(groups.groups(prefix, page.after(), page.max() + 1), ThingGroup::name);
        return Outcome.done(
                new GroupApi.Listing(cut.items().stream().map(this::view).toList(), cut.next()));
    }

    Outcome<GroupApi.Detail> describe(GroupApi.Name name) {
        return RegistryOutcome.of("no group to describe", found(name.name()), this::detail);
    }

    Outcome<GroupApi.View> update(GroupApi.Update request) {
        String what = "group " + request.name() + " was not changed";
        return switch (found(request.name())) {
            case RegistryResult.Done<ThingGroup>(ThingGroup before) ->
                RegistryOutcome.of(
                        what,
                        groups.update(
                                before.name(),
                                request.description() == null ? before.description() : request.description(),
                                request.attributes() == null ? before.attributes() : request.attributes(),
                                before.version()), // somebody else's change in between is not written over
                        this::view);
            case RegistryResult<ThingGroup> missing -> RegistryOutcome.of(what, missing, this::view);
        };
    }

    Outcome<GroupApi.Removed> remove(GroupApi.Remove request) {
        String what = "group " + request.name() + " was not removed";
        int things =
                groups.thingsOf(request.name(), null, Policies.MOST_COUNTED).size();
        if (things > 0 && !request.withThings()) {
            return Outcome.refused(
                    Refusal.Code.IN_USE,
                    what,
                    "it has " + things + (things == 1 ? " thing" : " things")
                            + ", which would lose what its policies allow and deny",
                    "let them leave it: gatehouse group rm " + request.name() + " --with-things");
        }
        return RegistryOutcome.of(
                what,
                // Asked again there: a thing may have come since.
                groups.delete(request.name(), request.withThings()),
                gone -> new GroupApi.Removed(gone.name(), things));
    }

    Outcome<GroupApi.Moved> addThings(GroupApi.Members request) {
        return moved("nothing was added", request, groups.add(request.group(), request.things()));
    }

    Outcome<GroupApi.Moved> removeThings(GroupApi.Members request) {
        return moved("nothing was taken out", request, groups.remove(request.group(), request.things()));
    }

    private static Outcome<GroupApi.Moved> moved(
            String what, GroupApi.Members request, RegistryResult<List<Thing>> result) {
        return RegistryOutcome.of(
                what,
                result,
                things -> new GroupApi.Moved(
                        request.group(), things.stream().map(Thing::name).toList()));
    }

    Outcome<GroupApi.Binding> attach(GroupApi.Binding request) {
        return RegistryOutcome.of(
                "policy " + request.policy() + " was not attached",
                groups.attachPolicy(request.policy(), request.group()),
                _ -> request);
    }

    Outcome<GroupApi.Binding> detach(GroupApi.Binding request) {
        return RegistryOutcome.of(
                "policy " + request.policy() + " was not detached",
                groups.detachPolicy(request.policy(), request.group()),
                _ -> request);
    }

    private RegistryResult<ThingGroup> found(String name) {
        return RegistryOutcome.found(Kind.THING_GROUP, name, groups.group(name));
    }

    private GroupApi.View view(ThingGroup group) {
        return new GroupApi.View(
                group.name(),
                group.parent(),
                group.description(),
                groups.thingsBelow(group.name()),
                groups.policiesOf(group.name()),
                group.createdAt());
    }

    private GroupApi.Detail detail(ThingGroup group) {
        return new GroupApi.Detail(
                group.name(),
                groups.path(group.name()),
                group.description(),
                group.attributes(),
                group.version(),
                groups.childrenOf(group.name(), null, Page.MOST),
                groups.thingsOf(group.name(), null, Page.MOST),
                groups.thingsBelow(group.name()),
                groups.policiesOf(group.name()),
                group.createdAt());
    }
}
