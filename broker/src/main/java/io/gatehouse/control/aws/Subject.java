package io.gatehouse.control.aws;

import io.gatehouse.audit.Audit;
import io.gatehouse.json.Json;
import io.gatehouse.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a changing operation is about, for the audit trail.
 *
 * @param resource its ARN, or two of them with an arrow between
 * @param description how it is now; null where it is not there
 */
record Subject(String resource, Supplier<@Nullable JsonValue> description) {
    @Nullable
    String digest() {
        JsonValue now = description.get();
        return now == null ? null : Audit.digest(Json.print(now).getBytes(StandardCharsets.UTF_8));
    }
}
