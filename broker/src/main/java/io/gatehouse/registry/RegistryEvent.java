package io.gatehouse.registry;

import java.util.List;

/**
 * One event that a change of the registry makes, as AWS IoT Core cuts changes into events. A commit makes as many as
 * things, types, groups and bonds between them changed by it; {@link #type} says by which switch it is told.
 */
public sealed interface RegistryEvent {
    /** What became of it. Bonds are added and removed, everything else is created, updated and deleted. */
    enum Operation {
        CREATED,
        UPDATED,
        DELETED,
        ADDED,
        REMOVED
    }

    EventType type();

    Operation operation();

    /** @param thing as it is now, or was when it was deleted; groups of either kind are not part of it */
    record OfThing(Operation operation, Thing thing) implements RegistryEvent {
        @Override
        public EventType type() {
            return EventType.THING;
        }
    }

    /** @param thingType as it is now, or was when it was deleted */
    record OfThingType(Operation operation, ThingType thingType) implements RegistryEvent {
        @Override
        public EventType type() {
            return EventType.THING_TYPE;
        }
    }

    /** A thing has that type from now on, or no longer. */
    record OfTypeAssociation(Operation operation, Thing thing, String typeName) implements RegistryEvent {
        @Override
        public EventType type() {
            return EventType.THING_TYPE_ASSOCIATION;
        }
    }

    /**
     * @param group as it is now, or was when it was deleted
     * @param above from the root to its parent; empty at the root
     */
    record OfThingGroup(Operation operation, ThingGroup group, List<ThingGroup> above) implements RegistryEvent {
        public OfThingGroup {
            above = List.copyOf(above);
        }

        @Override
        public EventType type() {
            return EventType.THING_GROUP;
        }
    }

    /** A thing is in that group itself from now on, or no longer. */
    record OfMembership(Operation operation, Thing thing, ThingGroup group) implements RegistryEvent {
        @Override
        public EventType type() {
            return EventType.THING_GROUP_MEMBERSHIP;
        }
    }

    /** A group is right under that parent from now on, or no longer. */
    record OfHierarchy(Operation operation, ThingGroup parent, ThingGroup child) implements RegistryEvent {
        @Override
        public EventType type() {
            return EventType.THING_GROUP_HIERARCHY;
        }
    }

    /** @param certificate as it is now, or was when it was deleted */
    record OfCertificate(Operation operation, Certificate certificate) implements RegistryEvent {
        @Override
        public EventType type() {
            return EventType.CERTIFICATE;
        }
    }

    /** @param authority as it is now, or was when it was deleted */
    record OfAuthority(Operation operation, CaCertificate authority) implements RegistryEvent {
        @Override
        public EventType type() {
            return EventType.CA_CERTIFICATE;
        }
    }
}
