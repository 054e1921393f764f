package io.gatehouse.registry;

import io.gatehouse.engine.Change;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Changes to tags. Under the writer's lock. None of them changes what a certificate may do, or tells anybody.
 *
 * <p>Tags are records of their own, so that whoever plans a change of a resource need not know of them: a plan that
 * makes or deletes one is handed through here, and its tags come and go in the same commit.
 */
final class TagPlans {
    private final Index index;

    TagPlans(Index index) {
        this.index = index;
    }

    /**
     * A resource that is new, with these tags. One that is there already is only as good as new where it has the same;
     * where nothing is said of tags, it may have any.
     */
    <T> Plan<T> creation(TaggedResource resource, Tags tags, Plan<T> plan) {
        String problem = tags.problem();
        if (problem == null) {
            problem = tags.tooMany();
        }
        if (problem != null) {
            return Plan.invalid(problem);
        }
        return switch (plan) {
            case Plan.Commit<T> commit -> with(commit, resource, tags);
            case Plan.Answer<T>(RegistryResult.Done<T> _)
            when !tags.isEmpty() && !tags.equals(index.tags(resource)) ->
                Plan.alreadyExists(resource.kind(), resource.name());
            case Plan<T> other -> other;
        };
    }

    /** The same where one that is there already is never as good as new. */
    <T> Plan<ResourceResult<T>> registration(
            Function<T, TaggedResource> resource, Tags tags, Plan<ResourceResult<T>> plan) {
        String problem = tags.problem();
        if (problem != null) {
            return ResourceResult.answer(new ResourceResult.InvalidRequest<>(problem));
        }
        String tooMany = tags.tooMany();
        if (tooMany != null) {
            return ResourceResult.answer(new ResourceResult.LimitExceeded<>(tooMany, "leave some out"));
        }
        return plan instanceof Plan.Commit<ResourceResult<T>> commit
                        && commit.value() instanceof ResourceResult.Done<T>(T made)
                ? with(commit, resource.apply(made), tags)
                : plan;
    }

    private <T> Plan<T> with(Plan.Commit<T> plan, TaggedResource resource, Tags tags) {
        return tags.isEmpty() ? plan : plan.and(put(resource, tags), () -> index.tag(resource, tags));
    }

    /** A resource that goes, and its tags with it. */
    <T> Plan<T> deletion(TaggedResource resource, Plan<T> plan) {
        return plan instanceof Plan.Commit<T> commit && !index.tags(resource).isEmpty()
                ? commit.and(new Change.Delete(Keys.tags(resource)), () -> index.tag(resource, Tags.NONE))
                : plan;
    }

    Plan<ResourceResult<Tags>> add(TaggedResource resource, Tags added) {
        String problem = added.problem();
        if (problem != null) {
            return ResourceResult.answer(new ResourceResult.InvalidRequest<>(problem));
        }
        if (!index.has(resource)) {
            return ResourceResult.answer(new ResourceResult.ResourceNotFound<>(resource.kind(), resource.name()));
        }
        Tags after = index.tags(resource).with(added);
        String tooMany = after.tooMany();
        return tooMany == null
                ? change(resource, after)
                : ResourceResult.answer(new ResourceResult.LimitExceeded<>(tooMany, "take some away first"));
    }

    Plan<ResourceResult<Tags>> replace(TaggedResource resource, Tags after) {
        String problem = after.problem();
        if (problem != null) {
            return ResourceResult.answer(new ResourceResult.InvalidRequest<>(problem));
        }
        if (!index.has(resource)) {
            return ResourceResult.answer(new ResourceResult.ResourceNotFound<>(resource.kind(), resource.name()));
        }
        String tooMany = after.tooMany();
        return tooMany == null
                ? change(resource, after)
                : ResourceResult.answer(new ResourceResult.LimitExceeded<>(tooMany, "leave some out"));
    }

    Plan<ResourceResult<Tags>> remove(TaggedResource resource, Set<String> keys) {
        return index.has(resource)
                ? change(resource, index.tags(resource).without(keys))
                : ResourceResult.answer(new ResourceResult.ResourceNotFound<>(resource.kind(), resource.name()));
    }

    private Plan<ResourceResult<Tags>> change(TaggedResource resource, Tags after) {
        ResourceResult<Tags> done = new ResourceResult.Done<>(after);
        if (after.equals(index.tags(resource))) {
            return ResourceResult.answer(done);
        }
        Change change = after.isEmpty() ? new Change.Delete(Keys.tags(resource)) : put(resource, after);
        return new Plan.Commit<>(List.of(change), () -> index.tag(resource, after), List.of(), false, done);
    }

    private static Change put(TaggedResource resource, Tags tags) {
        return new Change.Put(Keys.tags(resource), StoredForm.of(tags));
    }
}
