package io.gatehouse.control.aws;

import io.gatehouse.indexing.Connectivity;
import io.gatehouse.indexing.ThingConnectivity;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.registry.Registry;
import java.time.Instant;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** GetThingConnectivityData: whether a thing is connected now, and how its last connection ended. */
final class ThingConnectivityOperations implements OperationGroup {
    private final Registry registry;
    private final ThingConnectivity connectivity;

    ThingConnectivityOperations(Registry registry, ThingConnectivity connectivity) {
        this.registry = registry;
        this.connectivity = connectivity;
    }

    @Override
    public void addTo(Handlers.Builder handlers) {
        handlers.read("GetThingConnectivityData", this::connectivity);
    }

    private JsonObject connectivity(Call call) {
        String name = ThingOperations.name(call);
        if (call.body().flag("includeSocketInformation")) {
            throw new OperationRefused(
                    AwsError.NOT_IMPLEMENTED,
                    "includeSocketInformation: true is not implemented here (expected: false); " + Documentation.PAGE);
        }
        ThingOperations.existing(registry, name);
        return put(
                        JsonValue.object().put("thingName", name),
                        connectivity.of(name),
                        millis -> RegistryAnswers.seconds(Instant.ofEpochMilli(millis)))
                .build();
    }

    /**
     * What is known of a thing's connection, in an answer.
     *
     * @param known null where no connection of it is known
     * @param timestamp of milliseconds since 1970: in the index a number of them, elsewhere a time as AWS writes it
     */
    static JsonValue.ObjectBuilder put(
            JsonValue.ObjectBuilder answer, @Nullable Connectivity known, LongFunction<JsonValue> timestamp) {
        if (known == null) {
            return answer.put("connected", false);
        }
        return answer.put("connected", known.connected())
                .put("timestamp", timestamp.apply(known.timestampMillis()))
                .putIfPresent("disconnectReason", known.disconnectReason())
                .put("keepAliveDuration", known.keepAliveSeconds())
                .put("cleanSession", known.cleanSession())
                .put("sessionExpiry", known.sessionExpirySeconds())
                .put("clientId", known.clientId());
    }
}
