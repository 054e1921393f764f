package io.gatehouse.control.aws;

import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.registry.ResourceTags;
import io.gatehouse.registry.TaggedResource;
import io.gatehouse.registry.Tags;
import java.util.Set;

/** Tags of what is there: written, taken away, listed. Operations that create something take its first ones. */
final class TagOperations implements OperationGroup {
    private final ResourceTags tags;
    private final Arns arns;
    private final RegistryAnswers answers;

    TagOperations(ResourceTags tags, Arns arns, RegistryAnswers answers) {
        this.tags = tags;
        this.arns = arns;
        this.answers = answers;
    }

    @Override
    public void addTo(Handlers.Builder handlers) {
        handlers.change("TagResource", this::subject, this::tag)
                .change("UntagResource", this::subject, this::untag)
                .read("ListTagsForResource", this::list);
    }

    private TaggedResource resource(Call call) {
        return arns.tagged("resourceArn", call.body().requiredText("resourceArn"));
    }

    private Subject subject(Call call) {
        TaggedResource resource = resource(call);
        return new Subject(arns.of(resource.kind(), resource.name()), () -> {
            Tags now = tags.of(resource);
            return now == null ? null : RegistryAnswers.texts(now.values());
        });
    }

    private JsonObject tag(Call call) {
        requireSome(call, "tags");
        answers.done(tags.add(resource(call), TagFields.read(call.body())));
        return RegistryAnswers.NOTHING;
    }

    private JsonObject untag(Call call) {
        requireSome(call, "tagKeys");
        answers.done(tags.remove(resource(call), Set.copyOf(call.body().texts("tagKeys"))));
        return RegistryAnswers.NOTHING;
    }

    private static void requireSome(Call call, String list) {
        if (!call.body().has(list)) {
            throw call.body().missing(list);
        }
    }

    /** All of them: no resource has more than a page takes. */
    private JsonObject list(Call call) {
        String arn = call.query().requiredText("resourceArn");
        TaggedResource resource = arns.tagged("resourceArn", arn);
        Tags all = tags.of(resource);
        if (all == null) {
            throw OperationRefused.notFound(resource.kind(), resource.name());
        }
        return JsonValue.object().put("tags", TagFields.view(all)).build();
    }
}
