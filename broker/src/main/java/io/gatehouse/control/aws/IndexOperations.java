package io.gatehouse.control.aws;

import io.gatehouse.indexing.FleetIndex;
import io.gatehouse.indexing.Found;
import io.gatehouse.indexing.SearchPage;
import io.gatehouse.json.Json;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.query.Query;
import io.gatehouse.query.QueryParse;
import io.gatehouse.query.QueryParser;
import io.gatehouse.registry.Thing;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Indices of fleet indexing: search, describe, list. There is one, of things.
 *
 * <p>A search is work for a processor, which a virtual thread does not give back before it is done; so half of the
 * processors search at once, and who had no turn in {@link #PATIENCE_SECONDS} is told to come again.
 */
final class IndexOperations implements OperationGroup {
    static final String THINGS = "AWS_Things";
    private static final String QUERY_VERSION = "2017-09-30";
    private static final int MOST_ASKED_FOR = 500;
    private static final int USUAL = 100;
    private static final int PATIENCE_SECONDS = 2;

    private final FleetIndex index;
    private final Semaphore turns =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

    IndexOperations(FleetIndex index) {
        this.index = index;
    }

    @Override
    public void addTo(Handlers.Builder handlers) {
        handlers.read("SearchIndex", this::search)
                .read("DescribeIndex", this::describe)
                .read("ListIndices", this::list);
    }

    private JsonObject search(Call call) {
        Fields body = call.body();
        String name = body.text("indexName");
        requireThings(name == null ? THINGS : name);
        String version = body.text("queryVersion");
        if (version != null && !version.equals(QUERY_VERSION)) {
            throw OperationRefused.invalid(
                    "queryVersion: " + Json.quoted(version) + " (expected: " + QUERY_VERSION + ")");
        }
        String text = body.requiredText("queryString");
        Query query = query(text);
        String list = call.operation().name() + '\n' + text;
        String token = body.text("nextToken");
        String after = token == null ? null : PageToken.read("nextToken", list, token);
        SearchPage page = inTurn(query, after, max(body.number("maxResults")));
        return JsonValue.object()
                .put(
                        "things",
                        JsonValue.of(
                                page.found().stream().map(IndexOperations::view).toList()))
                .putIfPresent("nextToken", page.next() == null ? null : PageToken.of(list, page.next()))
                .build();
    }

    private static Query query(String text) {
        return switch (QueryParser.parse(text)) {
            case QueryParse.Parsed(Query query) -> query;
            case QueryParse.Malformed malformed ->
                throw new OperationRefused(AwsError.INVALID_QUERY, malformed.toString());
        };
    }

    /** AWS takes up to 500; a page here has no more than any other, which callers must expect of it anyway. */
    private static int max(@Nullable Long asked) {
        if (asked != null && (asked < 1 || asked > MOST_ASKED_FOR)) {
            throw OperationRefused.invalid("maxResults: " + asked + " (expected: 1 to " + MOST_ASKED_FOR + ")");
        }
        return asked == null ? USUAL : (int) Math.min(asked, Listing.MOST_ON_A_PAGE);
    }

    private SearchPage inTurn(Query query, @Nullable String after, int max) {
        if (!hasTurn()) {
            throw new OperationRefused(
                    AwsError.THROTTLING, "searches: too many at once (expected: again, a little later)");
        }
        try {
            return index.search(query, after, max);
        } finally {
            turns.release();
        }
    }

    private boolean hasTurn() {
        try {
            return turns.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static JsonObject view(Found found) {
        Thing thing = found.thing();
        JsonValue.ObjectBuilder view = JsonValue.object()
                .put("thingName", thing.name())
                .put("thingId", ThingOperations.id(thing))
                .putIfPresent("thingTypeName", thing.typeName());
        if (!thing.groups().isEmpty()) {
            view.put("thingGroupNames", JsonValue.ofStrings(thing.groups()));
        }
        return view.put("attributes", RegistryAnswers.texts(thing.attributes()))
                .put(
                        "connectivity",
                        ThingConnectivityOperations.put(JsonValue.object(), found.connectivity(), JsonValue::of)
                                .build())
                .build();
    }

    private JsonObject describe(Call call) {
        requireThings(call.label("indexName"));
        return JsonValue.object()
                .put("indexName", THINGS)
                .put("indexStatus", "ACTIVE")
                .put("schema", "REGISTRY_AND_CONNECTIVITY_STATUS")
                .build();
    }

    private JsonObject list(Call call) {
        return Listing.byToken(call).ofAll("indexNames", List.of(THINGS), name -> name, JsonValue::of);
    }

    private static void requireThings(String name) {
        if (!name.equals(THINGS)) {
            throw new OperationRefused(
                    AwsError.RESOURCE_NOT_FOUND,
                    "index " + Json.quoted(name) + " does not exist (expected: " + THINGS + ", the only one here)");
        }
    }
}
