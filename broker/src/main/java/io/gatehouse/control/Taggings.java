package io.gatehouse.control;

import io.gatehouse.registry.Kind;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryResult;
import io.gatehouse.registry.ResourceResult;
import io.gatehouse.registry.ResourceTags;
import io.gatehouse.registry.TaggedResource;
import io.gatehouse.registry.Tags;

/** The tags of what has any. Blocks until the store has it; virtual threads. */
public final class Taggings {
    private final ResourceTags tags;

    public Taggings(Registry registry) {
        this.tags = registry.tags();
    }

    void addTo(Administration.Builder operations) {
        operations.add(TagApi.LIST, this::list).add(TagApi.PUT, this::put);
    }

    private static TaggedResource resource(TagApi.Noun noun, String name) {
        return new TaggedResource(kind(noun), name);
    }

    private static Kind kind(TagApi.Noun noun) {
        return switch (noun) {
            case THING_TYPE -> Kind.THING_TYPE;
            case THING_GROUP -> Kind.THING_GROUP;
            case BILLING_GROUP -> Kind.BILLING_GROUP;
            case POLICY -> Kind.POLICY;
        };
    }

    private Outcome<TagApi.View> list(TagApi.Tagged tagged) {
        return RegistryOutcome.of(
                "no tags to list",
                RegistryOutcome.found(
                        kind(tagged.noun()), tagged.name(), tags.of(resource(tagged.noun(), tagged.name()))),
                found -> new TagApi.View(found.values()));
    }

    private Outcome<TagApi.View> put(TagApi.Put request) {
        String what = "tags of " + request.name() + " were not changed";
        return switch (tags.replace(resource(request.noun(), request.name()), Tags.of(request.tags()))) {
            case ResourceResult.Done<Tags>(Tags now) -> Outcome.done(new TagApi.View(now.values()));
            case ResourceResult.ResourceNotFound<Tags>(Kind kind, String name) ->
                RegistryOutcome.of(
                        what, new RegistryResult.NotFound<Tags>(kind, name), now -> new TagApi.View(now.values()));
            case ResourceResult.StoreFailed<Tags>(String problem) ->
                RegistryOutcome.of(
                        what, new RegistryResult.StoreFailed<Tags>(problem), now -> new TagApi.View(now.values()));
            case ResourceResult<Tags> refused ->
                Outcome.refused(Refusal.Code.INVALID, what, refused.sentence(), "correct the value");
        };
    }
}
