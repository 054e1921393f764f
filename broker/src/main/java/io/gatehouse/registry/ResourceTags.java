package io.gatehouse.registry;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tags of what a {@link Registry} has: readers on any thread, writers on virtual threads, as there. A resource is
 * made with tags where it is made; here they change.
 */
public final class ResourceTags {
    private final Index index;
    private final Journal journal;
    private final TagPlans plans;

    ResourceTags(Index index, Journal journal, TagPlans plans) {
        this.index = index;
        this.journal = journal;
        this.plans = plans;
    }

    /** Null where there is no such resource. */
    public @Nullable Tags of(TaggedResource resource) {
        return index.has(resource) ? index.tags(resource) : null;
    }

    /**
     * Adds tags, or gives them other values: InvalidRequest, ResourceNotFound, LimitExceeded.
     *
     * @return all that the resource has then
     */
    public ResourceResult<Tags> add(TaggedResource resource, Tags tags) {
        return ResourceResult.of(journal.write(() -> plans.add(resource, tags)));
    }

    /**
     * Gives a resource these tags and no others: InvalidRequest, ResourceNotFound, LimitExceeded.
     *
     * @return all that the resource has then
     */
    public ResourceResult<Tags> replace(TaggedResource resource, Tags tags) {
        return ResourceResult.of(journal.write(() -> plans.replace(resource, tags)));
    }

    /**
     * Takes tags away; one that is not there is as good as taken away: ResourceNotFound.
     *
     * @return all that the resource has then
     */
    public ResourceResult<Tags> remove(TaggedResource resource, Set<String> keys) {
        return ResourceResult.of(journal.write(() -> plans.remove(resource, keys)));
    }
}
