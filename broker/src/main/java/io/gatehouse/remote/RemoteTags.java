package io.gatehouse.remote;

import io.gatehouse.control.TagApi;
import io.gatehouse.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tags. AWS's API names what has them by its ARN, which the thing itself is asked for. */
final class RemoteTags {
    private final ControlPlaneCalls calls;

    RemoteTags(ControlPlaneCalls calls) {
        this.calls = calls;
    }

    void addTo(RemoteOperations operations) {
        operations
                .add(TagApi.LIST, tagged -> view(arn(tagged.noun(), tagged.name())))
                .add(TagApi.PUT, this::put)
                .add(TagApi.ADD, this::add)
                .add(TagApi.REMOVE, this::remove);
    }

    private String arn(TagApi.Noun noun, String name) {
        return switch (noun) {
            case THING_TYPE -> arn("thing-types", name, "thingTypeArn");
            case THING_GROUP -> arn("thing-groups", name, "thingGroupArn");
            case BILLING_GROUP -> arn("billing-groups", name, "billingGroupArn");
            case POLICY -> arn("policies", name, "policyArn");
            case PROVISIONING_TEMPLATE -> arn("provisioning-templates", name, "templateArn");
            case CA_CERTIFICATE ->
                calls.send(ApiRequest.get("cacertificate", name))
                        .inside("certificateDescription")
                        .text("certificateArn");
        };
    }

    private String arn(String nouns, String name, String member) {
        return calls.send(ApiRequest.get(nouns, name)).text(member);
    }

    private TagApi.View view(String arn) {
        return new TagApi.View(arn, of(arn));
    }

    private TagApi.View add(TagApi.Add request) {
        String arn = arn(request.noun(), request.name());
        tag(arn, request.tags());
        return view(arn);
    }

    private TagApi.View remove(TagApi.Remove request) {
        String arn = arn(request.noun(), request.name());
        untag(arn, request.keys());
        return view(arn);
    }

    private void untag(String arn, List<String> keys) {
        calls.send(ApiRequest.post("untag")
                .body(JsonValue.object().put("resourceArn", arn).put("tagKeys", JsonValue.ofStrings(keys))));
    }

    private void tag(String arn, Map<String, String> tags) {
        calls.send(ApiRequest.post("tags")
                .body(JsonValue.object()
                        .put("resourceArn", arn)
                        .put(
                                "tags",
                                JsonValue.of(new TreeMap<>(tags)
                                        .entrySet().stream()
                                                .map(tag -> JsonValue.object()
                                                        .put("Key", tag.getKey())
                                                        .put("Value", tag.getValue())
                                                        .build())
                                                .toList()))));
    }

    private Map<String, String> of(String arn) {
        Map<String, String> tags = new TreeMap<>();
        for (Members tag :
                calls.send(ApiRequest.get("tags").query("resourceArn", arn)).objects("tags")) {
            String value = tag.optionalText("Value");
            tags.put(tag.text("Key"), value == null ? "" : value);
        }
        return tags;
    }

    /** Two requests: what goes makes room for what comes. */
    private TagApi.View put(TagApi.Put request) {
        String arn = arn(request.noun(), request.name());
        Map<String, String> now = of(arn);
        List<String> gone = now.keySet().stream()
                .filter(key -> !request.tags().containsKey(key))
                .toList();
        if (!gone.isEmpty()) {
            untag(arn, gone);
        }
        Map<String, String> come = new TreeMap<>(request.tags());
        come.entrySet().removeIf(tag -> tag.getValue().equals(now.get(tag.getKey())));
        if (!come.isEmpty()) {
            tag(arn, come);
        }
        return new TagApi.View(arn, request.tags());
    }
}
