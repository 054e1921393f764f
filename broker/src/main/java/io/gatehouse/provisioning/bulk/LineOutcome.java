package io.gatehouse.provisioning.bulk;

import io.gatehouse.json.JsonValue.JsonObject;

/** What came of one line. */
sealed interface LineOutcome {
    /** @param response as RegisterThing answers it */
    record Registered(JsonObject response) implements LineOutcome {}

    /** @param problem of this line; others may do better */
    record Refused(String problem) implements LineOutcome {}

    /** The same line may succeed a second later. */
    record Throttled() implements LineOutcome {}

    /** @param problem that every line will have */
    record Impossible(String problem) implements LineOutcome {}
}
