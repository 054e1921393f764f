package io.gatehouse.control;

import io.gatehouse.indexing.FleetSearches;
import io.gatehouse.registry.Kind;
import io.gatehouse.registry.MemberQuery;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryResult;
import io.gatehouse.registry.Thing;
import io.gatehouse.registry.ThingGroup;
import io.gatehouse.registry.ThingGroups;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Thing groups, their things and policies. Blocks until the store has it; virtual threads. */
public final class Groups {
    private final ThingGroups groups;
    private final DynamicGroups dynamic;

    /** @param searches find what is in a dynamic group */
    public Groups(Registry registry, FleetSearches searches) {
        this.groups = registry.thingGroups();
        this.dynamic = new DynamicGroups(groups, searches);
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
        String description = request.description() == null ? "" : request.description();
        Map<String, String> attributes = request.attributes() == null ? Map.of() : request.attributes();
        String query = request.query();
        return RegistryOutcome.of(
                "group " + request.name() + " was not created",
                query == null
                        ? groups.create(request.name(), request.parent(), description, attributes)
                        : dynamic.create(request, query, description, attributes),
                this::view);
    }

    Outcome<GroupApi.Listing> list(Page page) {
        String prefix = page.prefix() == null ? "" : page.prefix();
        Page.Cut<ThingGroup> cut = page.cut(groups.groups(prefix, page.after(), page.max() + 1), ThingGroup::name);
        return Outcome.done(
                new GroupApi.Listing(cut.items().stream().map(this::view).toList(), cut.next()));
    }

    Outcome<GroupApi.Detail> describe(GroupApi.Name name) {
        return switch (found(name.name())) {
            case RegistryResult.Done<ThingGroup>(ThingGroup group) -> {
                List<String> things =
                        group.isDynamic() ? dynamic.members(group) : groups.thingsOf(group.name(), null, Page.MOST);
                yield things == null
                        ? Outcome.refused(
                                Refusal.Code.FAILED,
                                "group " + group.name() + " was not described",
                                "searches: too many at once (expected: a turn within two seconds)",
                                "ask again, a little later")
                        : Outcome.done(detail(group, things));
            }
            case RegistryResult<ThingGroup> missing ->
                RegistryOutcome.of("no group to describe", missing, group -> detail(group, List.of()));
        };
    }

    Outcome<GroupApi.View> update(GroupApi.Update request) {
        String what = "group " + request.name() + " was not changed";
        return switch (found(request.name())) {
            case RegistryResult.Done<ThingGroup>(ThingGroup before)
            when before.isDynamic() -> RegistryOutcome.of(what, dynamic.update(before, request), this::view);
            case RegistryResult.Done<ThingGroup> _
            when request.query() != null ->
                RegistryOutcome.of(
                        what,
                        new RegistryResult.Invalid<ThingGroup>("query: of a static group (expected: none, for good)"),
                        this::view);
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
        ThingGroup group = groups.group(request.name());
        if (group != null && group.isDynamic()) { // nothing is lost with it that its query does not say
            return RegistryOutcome.of(what, dynamic.delete(group), gone -> new GroupApi.Removed(gone.name(), 0));
        }
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
                query(group),
                group.description(),
                below(group),
                groups.policiesOf(group.name()),
                group.createdAt());
    }

    private static @Nullable String query(ThingGroup group) {
        MemberQuery query = group.query();
        return query == null ? null : query.text();
    }

    private @Nullable Integer below(ThingGroup group) {
        return group.isDynamic() ? null : (Integer) groups.thingsBelow(group.name());
    }

    private GroupApi.Detail detail(ThingGroup group, List<String> things) {
        return new GroupApi.Detail(
                group.name(),
                groups.path(group.name()),
                query(group),
                group.description(),
                group.attributes(),
                group.version(),
                groups.childrenOf(group.name(), null, Page.MOST),
                things,
                below(group),
                groups.policiesOf(group.name()),
                group.createdAt());
    }
}
