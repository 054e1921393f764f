package io.gatehouse.remote;

import io.gatehouse.control.Page;
import io.gatehouse.control.TypeApi;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.JsonValue.ObjectBuilder;
import java.util.List;

/** Thing types. */
final class RemoteTypes {
    private static final String TYPES = "thing-types";

    private final ControlPlaneCalls calls;
    private final RemoteList list;

    RemoteTypes(ControlPlaneCalls calls) {
        this.calls = calls;
        this.list = new RemoteList(calls, RemoteList.Style.TOKEN, ApiRequest.get(TYPES), "thingTypes", "thingTypeName");
    }

    void addTo(RemoteOperations operations) {
        operations
                .add(TypeApi.CREATE, this::create)
                .add(TypeApi.LIST, this::list)
                .add(TypeApi.DESCRIBE, type -> describe(type.name()))
                .add(TypeApi.UPDATE, this::update)
                .add(TypeApi.DEPRECATE, this::deprecate)
                .add(TypeApi.REMOVE, this::remove);
    }

    private TypeApi.View create(TypeApi.Create request) {
        ObjectBuilder properties = JsonValue.object().putIfPresent("thingTypeDescription", request.description());
        if (request.searchable() != null) {
            properties.put("searchableAttributes", JsonValue.ofStrings(request.searchable()));
        }
        if (request.propagating() != null) {
            properties.put("mqtt5Configuration", propagating(request.propagating()));
        }
        calls.send(ApiRequest.post(TYPES, request.name())
                .body(JsonValue.object().put("thingTypeProperties", properties.build())));
        return describe(request.name());
    }

    private TypeApi.View update(TypeApi.Update request) {
        calls.send(ApiRequest.patch(TYPES, request.name())
                .body(JsonValue.object()
                        .put(
                                "thingTypeProperties",
                                JsonValue.object()
                                        .put("mqtt5Configuration", propagating(request.propagating()))
                                        .build())));
        return describe(request.name());
    }

    private static JsonObject propagating(List<TypeApi.Propagating> attributes) {
        return JsonValue.object()
                .put(
                        "propagatingAttributes",
                        JsonValue.of(attributes.stream()
                                .map(one -> JsonValue.object()
                                        .put("userPropertyKey", one.userPropertyKey())
                                        .putIfPresent("thingAttribute", one.thingAttribute())
                                        .putIfPresent("connectionAttribute", one.connectionAttribute())
                                        .build())
                                .toList()))
                .build();
    }

    private TypeApi.Listing list(Page page) {
        RemoteList.Found found = list.page(page);
        return new TypeApi.Listing(found.items().stream().map(RemoteTypes::view).toList(), found.next());
    }

    private TypeApi.View describe(String name) {
        return view(calls.send(ApiRequest.get(TYPES, name)));
    }

    private TypeApi.View deprecate(TypeApi.Deprecate request) {
        calls.send(ApiRequest.post(TYPES, request.name(), "deprecate")
                .body(JsonValue.object().put("undoDeprecate", request.undo())));
        return describe(request.name());
    }

    private TypeApi.View remove(TypeApi.Name type) {
        TypeApi.View before = describe(type.name());
        calls.send(ApiRequest.delete(TYPES, type.name()));
        return before;
    }

    private static TypeApi.View view(Members type) {
        Members properties = type.maybeInside("thingTypeProperties");
        Members metadata = type.inside("thingTypeMetadata");
        String description = properties.optionalText("thingTypeDescription");
        return new TypeApi.View(
                type.text("thingTypeName"),
                description == null ? "" : description,
                properties.texts("searchableAttributes"),
                properties.maybeInside("mqtt5Configuration").objects("propagatingAttributes").stream()
                        .map(one -> new TypeApi.Propagating(
                                one.text("userPropertyKey"),
                                one.optionalText("thingAttribute"),
                                one.optionalText("connectionAttribute")))
                        .toList(),
                metadata.isTrue("deprecated") ? metadata.optionalInstant("deprecationDate") : null,
                metadata.instant("creationDate"));
    }
}
