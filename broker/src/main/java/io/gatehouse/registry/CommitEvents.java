package io.gatehouse.registry;

import io.gatehouse.engine.Change;
import io.gatehouse.engine.Key;
import io.gatehouse.registry.RegistryEvent.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The events that one change of the registry makes: the memory is looked at before it changes, at every place that the
 * change writes to, and again behind it. So whoever plans a change need not think of events, and cannot tell one twice
 * or forget one. One use, under the writer's lock.
 *
 * <p>Ends come before beginnings, and within each what others rest on stands outside: a thing leaves its group before
 * the group is deleted, and joins one after it was created.
 */
final class CommitEvents {
    private final Index index;
    private final Set<EventType> enabled;
    private final List<Was<Thing>> things = new ArrayList<>();
    private final List<Was<ThingType>> types = new ArrayList<>();
    private final List<Was<ThingGroup>> groups = new ArrayList<>();
    private final List<Was<Certificate>> certificates = new ArrayList<>();
    private final List<Was<CaCertificate>> authorities = new ArrayList<>();
    private final Map<String, ThingGroup> groupsBefore = new HashMap<>();
    private final List<RegistryEvent> events = new ArrayList<>();

    /** A place in the memory, and what was there before. */
    private record Was<T>(String name, @Nullable T before) {}

    private CommitEvents(Index index, Set<EventType> enabled) {
        this.index = index;
        this.enabled = enabled;
    }

    /**
     * Looks at the memory as it is before the change. Costs nothing while no event is turned on.
     *
     * @param commits of the change, all of them
     */
    static CommitEvents before(Index index, List<List<Change>> commits) {
        CommitEvents events = new CommitEvents(index, index.eventConfiguration().enabled());
        if (!events.enabled.isEmpty()) {
            Set<Key> keys = new LinkedHashSet<>();
            commits.forEach(commit -> commit.forEach(change -> keys.add(change.key())));
            keys.forEach(events::look);
        }
        return events;
    }

    private void look(Key key) {
        String name = key.name();
        if (key.startsWith(Keys.THINGS)) {
            things.add(new Was<>(name, index.thing(name)));
        } else if (key.startsWith(Keys.THING_TYPES)) {
            types.add(new Was<>(name, index.types().of(name)));
        } else if (key.startsWith(Keys.GROUPS)) {
            ThingGroup before = index.group(name);
            groups.add(new Was<>(name, before));
            if (before != null) {
                groupsBefore.put(name, before);
            }
        } else if (key.startsWith(Keys.CERTIFICATES)) {
            certificates.add(new Was<>(name, index.certificate(name)));
        } else if (key.startsWith(Keys.CAS)) {
            authorities.add(new Was<>(name, index.ca(name)));
        }
    }

    /** What happened, now that the memory has changed; of what is turned on only. */
    List<RegistryEvent> happened() {
        groups.sort(Comparator.comparingInt((Was<ThingGroup> was) -> depth(was)).reversed());
        things.forEach(was -> thingEnds(was.before(), index.thing(was.name())));
        groups.forEach(was -> groupEnds(was.before(), index.group(was.name())));
        types.forEach(was -> ends(was, index.types().of(was.name()), RegistryEvent.OfThingType::new));
        certificates.forEach(was -> ends(was, index.certificate(was.name()), RegistryEvent.OfCertificate::new));
        authorities.forEach(was -> ends(was, index.ca(was.name()), RegistryEvent.OfAuthority::new));

        authorities.forEach(was -> begins(was, index.ca(was.name()), RegistryEvent.OfAuthority::new));
        certificates.forEach(was -> begins(was, index.certificate(was.name()), RegistryEvent.OfCertificate::new));
        types.forEach(was -> begins(was, index.types().of(was.name()), RegistryEvent.OfThingType::new));
        groups.reversed().forEach(was -> groupBegins(was.before(), index.group(was.name())));
        things.forEach(was -> thingBegins(was.before(), index.thing(was.name())));
        return events;
    }

    private void tell(RegistryEvent event) {
        if (enabled.contains(event.type())) {
            events.add(event);
        }
    }

    private <T> void ends(Was<T> was, @Nullable T now, BiFunction<Operation, T, RegistryEvent> event) {
        T before = was.before();
        if (before != null && now == null) {
            tell(event.apply(Operation.DELETED, before));
        }
    }

    private <T> void begins(Was<T> was, @Nullable T now, BiFunction<Operation, T, RegistryEvent> event) {
        if (now != null && !now.equals(was.before())) {
            tell(event.apply(was.before() == null ? Operation.CREATED : Operation.UPDATED, now));
        }
    }

    // ---- Things

    private void thingEnds(@Nullable Thing before, @Nullable Thing now) {
        if (before == null) {
            return;
        }
        for (String group : before.groups()) {
            ThingGroup left = groupBefore(group);
            if (left != null && (now == null || !now.groups().contains(group))) {
                tell(new RegistryEvent.OfMembership(Operation.REMOVED, before, left));
            }
        }
        String type = before.typeName();
        if (type != null && (now == null || !type.equals(now.typeName()))) {
            tell(new RegistryEvent.OfTypeAssociation(Operation.REMOVED, before, type));
        }
        if (now == null) {
            tell(new RegistryEvent.OfThing(Operation.DELETED, before));
        }
    }

    private void thingBegins(@Nullable Thing before, @Nullable Thing now) {
        if (now == null) {
            return;
        }
        if (before == null) {
            tell(new RegistryEvent.OfThing(Operation.CREATED, now));
        } else if (!before.in(now.groups()).billedTo(now.billingGroup()).equals(now)) {
            tell(new RegistryEvent.OfThing(Operation.UPDATED, now));
        }
        String type = now.typeName();
        if (type != null && (before == null || !type.equals(before.typeName()))) {
            tell(new RegistryEvent.OfTypeAssociation(Operation.ADDED, now, type));
        }
        for (String group : now.groups()) {
            ThingGroup joined = index.group(group);
            if (joined != null && (before == null || !before.groups().contains(group))) {
                tell(new RegistryEvent.OfMembership(Operation.ADDED, now, joined));
            }
        }
    }

    // ---- Groups

    private void groupEnds(@Nullable ThingGroup before, @Nullable ThingGroup now) {
        if (before == null) {
            return;
        }
        ThingGroup parent = before.parent() == null ? null : groupBefore(before.parent());
        if (parent != null && (now == null || !parent.name().equals(now.parent()))) {
            tell(new RegistryEvent.OfHierarchy(Operation.REMOVED, parent, before));
        }
        if (now == null) {
            tell(new RegistryEvent.OfThingGroup(Operation.DELETED, before, above(before, true)));
        }
    }

    private void groupBegins(@Nullable ThingGroup before, @Nullable ThingGroup now) {
        if (now == null) {
            return;
        }
        if (!now.equals(before)) {
            Operation operation = before == null ? Operation.CREATED : Operation.UPDATED;
            tell(new RegistryEvent.OfThingGroup(operation, now, above(now, false)));
        }
        ThingGroup parent = now.parent() == null ? null : index.group(now.parent());
        if (parent != null && (before == null || !Objects.equals(before.parent(), now.parent()))) {
            tell(new RegistryEvent.OfHierarchy(Operation.ADDED, parent, now));
        }
    }

    /** One that was not written to is as it was. */
    private @Nullable ThingGroup groupBefore(String name) {
        ThingGroup changed = groupsBefore.get(name);
        return changed == null ? index.group(name) : changed;
    }

    private List<ThingGroup> above(ThingGroup group, boolean before) {
        List<ThingGroup> above = new ArrayList<>();
        String parent = group.parent();
        while (parent != null) {
            ThingGroup next = before ? groupBefore(parent) : index.group(parent);
            if (next == null) {
                break;
            }
            above.addFirst(next);
            parent = next.parent();
        }
        return above;
    }

    private int depth(Was<ThingGroup> was) {
        ThingGroup now = index.group(was.name());
        ThingGroup before = was.before();
        return now != null
                ? above(now, false).size()
                : before == null ? 0 : above(before, true).size();
    }
}
