package io.gatehouse.control.aws;

import io.gatehouse.json.Json;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What fleet indexing searches: the registry and the connectivity of things, always. It costs nothing that could be
 * saved, so nothing is stored; a request for what is so is answered as done, and every other one is refused.
 */
final class IndexingConfigurationOperations implements OperationGroup {
    private static final String OF_THINGS = "thingIndexingConfiguration";
    private static final String OF_GROUPS = "thingGroupIndexingConfiguration";
    private static final String OFF = "OFF";

    private static final Map<String, String> THINGS = Map.of(
            "thingIndexingMode",
            "REGISTRY",
            "thingConnectivityIndexingMode",
            "STATUS",
            "deviceDefenderIndexingMode",
            OFF,
            "namedShadowIndexingMode",
            OFF);

    private static final Map<String, String> GROUPS = Map.of("thingGroupIndexingMode", OFF);

    private final Arns arns;

    IndexingConfigurationOperations(Arns arns) {
        this.arns = arns;
    }

    @Override
    public void addTo(Handlers.Builder handlers) {
        handlers.read("GetIndexingConfiguration", _ -> configuration())
                .change("UpdateIndexingConfiguration", this::subject, this::update);
    }

    private static JsonObject configuration() {
        return JsonValue.object()
                .put(OF_THINGS, RegistryAnswers.texts(THINGS))
                .put(OF_GROUPS, RegistryAnswers.texts(GROUPS))
                .build();
    }

    private Subject subject(Call call) {
        return new Subject(arns.index(ThingsIndex.NAME), IndexingConfigurationOperations::configuration);
    }

    private JsonObject update(Call call) {
        require(call.body().object(OF_THINGS), OF_THINGS, "thingIndexingMode", THINGS);
        require(call.body().object(OF_GROUPS), OF_GROUPS, "thingGroupIndexingMode", GROUPS);
        return RegistryAnswers.NOTHING;
    }

    /** @param mode the one that must be named */
    private static void require(@Nullable Fields asked, String where, String mode, Map<String, String> fixed) {
        if (asked == null) {
            return;
        }
        String _ = asked.requiredText(mode);
        fixed.forEach((field, only) -> {
            String value = asked.text(field);
            if (value != null && !value.equals(only)) {
                throw OperationRefused.invalid(where + "." + field + ": " + Json.quoted(value) + " (expected: " + only
                        + ", the only mode here)");
            }
        });
        List.of("managedFields", "customFields", "filter").forEach(asked::refuseUnlessEmpty);
    }
}
