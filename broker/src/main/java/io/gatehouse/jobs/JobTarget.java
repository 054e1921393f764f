package io.gatehouse.jobs;

/** What a job is for: a thing, or all that is in a group and in the groups under it. */
public sealed interface JobTarget {
    String name();

    record OfThing(String name) implements JobTarget {}

    record OfGroup(String name) implements JobTarget {}

    /** The end of its ARN: {@code thing/lamp}, {@code thinggroup/lamps}. */
    default String resource() {
        return switch (this) {
            case OfThing(String name) -> "thing/" + name;
            case OfGroup(String name) -> "thinggroup/" + name;
        };
    }
}
