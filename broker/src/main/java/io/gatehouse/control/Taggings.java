package io.gatehouse.control;

import io.gatehouse.policy.PolicyScope;
import io.gatehouse.registry.Kind;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.ResourceResult;
import io.gatehouse.registry.ResourceTags;
import io.gatehouse.registry.TaggedResource;
import io.gatehouse.registry.Tags;
import java.util.Set;

/** The tags of what has any. Blocks until the store has it; virtual threads. */
public final class Taggings {
    private final ResourceTags tags;
    private final PolicyScope scope;

    public Taggings(Registry registry, PolicyScope scope) {
        this.tags = registry.tags();
        this.scope = scope;
    }

    void addTo(Administration.Builder operations) {
        operations
                .add(TagApi.LIST, this::list)
                .add(
                        TagApi.PUT,
                        put -> changed(
                                put.noun(),
                                put.name(),
                                tags.replace(resource(put.noun(), put.name()), Tags.of(put.tags()))))
                .add(
                        TagApi.ADD,
                        add -> changed(
                                add.noun(),
                                add.name(),
                                tags.add(resource(add.noun(), add.name()), Tags.of(add.tags()))))
                .add(
                        TagApi.REMOVE,
                        remove -> changed(
                                remove.noun(),
                                remove.name(),
                                tags.remove(resource(remove.noun(), remove.name()), Set.copyOf(remove.keys()))));
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
            case PROVISIONING_TEMPLATE -> Kind.PROVISIONING_TEMPLATE;
            case CA_CERTIFICATE -> Kind.CA;
        };
    }

    private TagApi.View view(TagApi.Noun noun, String name, Tags found) {
        return new TagApi.View(scope.arn(noun.arnType() + "/" + name), found.values());
    }

    private Outcome<TagApi.View> list(TagApi.Tagged tagged) {
        return RegistryOutcome.of(
                "no tags to list",
                RegistryOutcome.found(
                        kind(tagged.noun()), tagged.name(), tags.of(resource(tagged.noun(), tagged.name()))),
                found -> view(tagged.noun(), tagged.name(), found));
    }

    private Outcome<TagApi.View> changed(TagApi.Noun noun, String name, ResourceResult<Tags> result) {
        return ResourceOutcome.of("tags of " + name + " were not changed", result, now -> view(noun, name, now));
    }
}
