package io.gatehouse.remote;

import io.gatehouse.control.BillingGroupApi;
import io.gatehouse.control.Page;
import io.gatehouse.control.SideBySide;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.ObjectBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Billing groups and their things. */
final class RemoteBillingGroups {
    private static final String GROUPS = "billing-groups";

    private final ControlPlaneCalls calls;
    private final RemoteList list;

    RemoteBillingGroups(ControlPlaneCalls calls) {
        this.calls = calls;
        this.list = new RemoteList(calls, RemoteList.Style.TOKEN, ApiRequest.get(GROUPS), "billingGroups", "groupName");
    }

    void addTo(RemoteOperations operations) {
        operations
                .add(BillingGroupApi.CREATE, this::create)
                .add(BillingGroupApi.LIST, this::list)
                .add(BillingGroupApi.DESCRIBE, group -> view(group.name()))
                .add(BillingGroupApi.UPDATE, this::update)
                .add(BillingGroupApi.REMOVE, this::remove)
                .add(BillingGroupApi.ADD_THING, member -> move(member, "addThingToBillingGroup"))
                .add(BillingGroupApi.REMOVE_THING, member -> move(member, "removeThingFromBillingGroup"))
                .add(BillingGroupApi.THINGS, group -> things(group.name()));
    }

    private BillingGroupApi.View create(BillingGroupApi.Create request) {
        calls.send(ApiRequest.post(GROUPS, request.name()).body(properties(request.description())));
        return view(request.name());
    }

    private static ObjectBuilder properties(@Nullable String description) {
        return JsonValue.object()
                .put(
                        "billingGroupProperties",
                        JsonValue.object()
                                .putIfPresent("billingGroupDescription", description)
                                .build());
    }

    private BillingGroupApi.Listing list(Page page) {
        RemoteList.Found found = list.page(page);
        List<String> names =
                found.items().stream().map(item -> item.text("groupName")).toList();
        return new BillingGroupApi.Listing(SideBySide.each(names, this::view), found.next());
    }

    private BillingGroupApi.View view(String name) {
        Members group = calls.send(ApiRequest.get(GROUPS, name));
        String description = group.maybeInside("billingGroupProperties").optionalText("billingGroupDescription");
        return new BillingGroupApi.View(
                name,
                description == null ? "" : description,
                group.inside("billingGroupMetadata").instant("creationDate"));
    }

    private BillingGroupApi.Things things(String group) {
        return new BillingGroupApi.Things(
                group,
                RemoteList.texts(
                        calls, RemoteList.Style.TOKEN, ApiRequest.get(GROUPS, group, "things"), "things", Page.MOST));
    }

    private BillingGroupApi.View update(BillingGroupApi.Update request) {
        calls.send(ApiRequest.patch(GROUPS, request.name()).body(properties(request.description())));
        return view(request.name());
    }

    private BillingGroupApi.View remove(BillingGroupApi.Name group) {
        BillingGroupApi.View before = view(group.name()); // AWS deletes one that is not there in silence
        calls.send(ApiRequest.delete(GROUPS, group.name()));
        return before;
    }

    private BillingGroupApi.Member move(BillingGroupApi.Member member, String operation) {
        calls.send(ApiRequest.put(GROUPS, operation)
                .body(JsonValue.object().put("billingGroupName", member.group()).put("thingName", member.thing())));
        return member;
    }
}
