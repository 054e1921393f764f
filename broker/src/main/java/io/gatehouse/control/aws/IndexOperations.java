package io.gatehouse.control.aws;

import io.gatehouse.indexing.FleetSearches;
import io.gatehouse.indexing.Found;
import io.gatehouse.indexing.SearchPage;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.query.Query;
import io.gatehouse.registry.Thing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Indices of fleet indexing: search, describe, list. There is one, of things. */
final class IndexOperations implements OperationGroup {
    private static final int MOST_ASKED_FOR = 500;
    private static final int USUAL = 100;

    private final FleetSearches searches;

    IndexOperations(FleetSearches searches) {
        this.searches = searches;
    }

    @Override
    public void addTo(Handlers.Builder handlers) {
        handlers.read("SearchIndex", this::search)
                .read("DescribeIndex", this::describe)
                .read("ListIndices", this::list);
    }

    private JsonObject search(Call call) {
        Fields body = call.body();
        ThingsIndex.require(body);
        String text = body.requiredText("queryString");
        Query query = ThingsIndex.query(text);
        String list = call.operation().name() + '\n' + text;
        String token = body.text("nextToken");
        String after = token == null ? null : PageToken.read("nextToken", list, token);
        SearchPage page = ThingsIndex.page(searches.search(query, after, max(body.number("maxResults"))));
        return JsonValue.object()
                .put(
                        "things",
                        JsonValue.of(
                                page.found().stream().map(IndexOperations::view).toList()))
                .putIfPresent("nextToken", page.next() == null ? null : PageToken.of(list, page.next()))
                .build();
    }

    /** AWS takes up to 500; a page here has no more than any other, which callers must expect of it anyway. */
    private static int max(@Nullable Long asked) {
        if (asked != null && (asked < 1 || asked > MOST_ASKED_FOR)) {
            throw OperationRefused.invalid("maxResults: " + asked + " (expected: 1 to " + MOST_ASKED_FOR + ")");
        }
        return asked == null ? USUAL : (int) Math.min(asked, Listing.MOST_ON_A_PAGE);
    }

    private static JsonObject view(Found found) {
        Thing thing = found.thing();
        JsonValue.ObjectBuilder view = JsonValue.object()
                .put("thingName", thing.name())
                .put("thingId", ThingOperations.id(thing))
                .putIfPresent("thingTypeName", thing.typeName());
        if (!found.groups().isEmpty()) {
            view.put("thingGroupNames", JsonValue.ofStrings(found.groups()));
        }
        return view.put("attributes", RegistryAnswers.texts(thing.attributes()))
                .put(
                        "connectivity",
                        ThingConnectivityOperations.put(JsonValue.object(), found.connectivity(), JsonValue::of)
                                .build())
                .build();
    }

    private JsonObject describe(Call call) {
        ThingsIndex.require(call.label("indexName"));
        return JsonValue.object()
                .put("indexName", ThingsIndex.NAME)
                .put("indexStatus", "ACTIVE")
                .put("schema", "REGISTRY_AND_CONNECTIVITY_STATUS")
                .build();
    }

    private JsonObject list(Call call) {
        return Listing.byToken(call).ofAll("indexNames", List.of(ThingsIndex.NAME), name -> name, JsonValue::of);
    }
}
