package io.gatehouse.control.aws;

import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.registry.AttributeChange;
import io.gatehouse.registry.DynamicGroupUpdate;
import io.gatehouse.registry.GroupUpdate;
import io.gatehouse.registry.MemberQuery;
import io.gatehouse.registry.ThingGroup;
import io.gatehouse.registry.ThingGroups;
import java.util.Map;

/** Dynamic thing groups: create, update, delete. All else is asked as of static ones. */
final class DynamicThingGroupOperations implements OperationGroup {
    private final ThingGroups groups;
    private final Arns arns;
    private final RegistryAnswers answers;
    private final ThingGroupOperations ofAll;

    /** @param ofAll what groups of both kinds have in common */
    DynamicThingGroupOperations(ThingGroups groups, Arns arns, RegistryAnswers answers, ThingGroupOperations ofAll) {
        this.groups = groups;
        this.arns = arns;
        this.answers = answers;
        this.ofAll = ofAll;
    }

    @Override
    public void addTo(Handlers.Builder handlers) {
        handlers.change("CreateDynamicThingGroup", ofAll::subject, this::create)
                .change("UpdateDynamicThingGroup", ofAll::subject, this::update)
                .change("DeleteDynamicThingGroup", ofAll::subject, this::delete);
    }

    private JsonObject create(Call call) {
        String name = ThingGroupOperations.name(call);
        Fields body = call.body();
        ThingsIndex.require(body);
        MemberQuery query = query(body.requiredText("queryString"));
        GroupUpdate wanted = ThingGroupOperations.properties(body, 0);
        AttributeChange attributes = wanted.attributes();
        ThingGroup group = answers.done(
                groups.createDynamic(
                        name,
                        query,
                        wanted.description() == null ? "" : wanted.description(),
                        attributes == null ? Map.of() : attributes.applyTo(Map.of()),
                        TagFields.read(body)),
                AwsError.LIMIT_EXCEEDED);
        JsonValue.ObjectBuilder answer = JsonValue.object()
                .put("thingGroupName", group.name())
                .put("thingGroupArn", arns.group(group.name()))
                .put("thingGroupId", ThingGroupOperations.id(group));
        return putQuery(answer, query).build();
    }

    private static MemberQuery query(String text) {
        return new MemberQuery(text, ThingsIndex.query(text));
    }

    /** What tells a dynamic group from a static one. */
    static JsonValue.ObjectBuilder putQuery(JsonValue.ObjectBuilder answer, MemberQuery query) {
        return answer.put("indexName", ThingsIndex.NAME)
                .put("queryString", query.text())
                .put("queryVersion", ThingsIndex.QUERY_VERSION);
    }

    private JsonObject update(Call call) {
        String name = ThingGroupOperations.name(call);
        Fields body = call.body();
        ThingsIndex.require(body);
        String text = body.text("queryString");
        GroupUpdate others = ThingGroupOperations.requiredProperties(body);
        ThingGroup group = answers.done(
                groups.updateDynamic(name, new DynamicGroupUpdate(text == null ? null : query(text), others)),
                AwsError.VERSION_CONFLICT);
        return JsonValue.object().put("version", group.version()).build();
    }

    private JsonObject delete(Call call) {
        answers.gone(
                groups.deleteDynamic(
                        ThingGroupOperations.name(call),
                        ThingOperations.expected(call.query().number("expectedVersion"))),
                AwsError.VERSION_CONFLICT);
        return RegistryAnswers.NOTHING;
    }
}
