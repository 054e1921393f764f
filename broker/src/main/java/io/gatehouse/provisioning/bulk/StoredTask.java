package io.gatehouse.provisioning.bulk;

import io.gatehouse.engine.Entry;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.StoreException;
import io.gatehouse.json.Json;
import io.gatehouse.json.JsonLimits;
import io.gatehouse.json.JsonParse;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;

/**
 * Tasks as they are stored: JSON objects with their version in {@code v}. One that cannot be read stops the start, as
 * every record does that the broker wrote and does not understand.
 */
final class StoredTask {
    private static final Key TABLE = Key.of("thing-registration-task");
    private static final int VERSION = 1;
    private static final JsonLimits LIMITS = new JsonLimits(1 << 18, 4, 1 << 17, 64, 1000);

    private StoredTask() {}

    static Key table() {
        return TABLE;
    }

    static Key key(String id) {
        return Key.of(TABLE.name(), id);
    }

    static byte[] form(RegistrationTask task) {
        TaskInput input = task.input();
        Progress progress = task.progress();
        return Json.print(JsonValue.object()
                        .put("v", VERSION)
                        .put("startedBy", task.startedBy())
                        .put("template", input.templateBody())
                        .put("bucket", input.bucket())
                        .put("key", input.key())
                        .put("role", input.roleArn())
                        .put("size", input.version().size())
                        .put("modified", input.version().modifiedAt().toString())
                        .put("createdAt", task.createdAt().toEpochMilli())
                        .put("lastModifiedAt", task.lastModifiedAt().toEpochMilli())
                        .put("status", task.status().name())
                        .putIfPresent("message", task.message())
                        .put("offset", progress.offset())
                        .put("lines", progress.lines())
                        .put("registered", progress.registered())
                        .put("failed", progress.failed())
                        .put("resultBytes", progress.resultBytes())
                        .put("errorBytes", progress.errorBytes())
                        .build())
                .getBytes(StandardCharsets.UTF_8);
    }

    static RegistrationTask read(Entry entry) throws StoreException {
        String id = entry.key().name();
        try {
            if (Json.parse(entry.value(), LIMITS) instanceof JsonParse.Parsed(JsonObject object)) {
                return new Reader(object).task(UUID.fromString(id).toString());
            }
            throw new IllegalArgumentException("record (expected: a JSON object)");
        } catch (IllegalArgumentException | DateTimeException unreadable) {
            throw new StoreException(
                    String.join(" ", entry.key().parts()) + ": cannot be read: " + unreadable.getMessage()
                            + "; nothing was changed; start the version of the broker that wrote it, or restore a"
                            + " backup",
                    unreadable);
        }
    }

    /** One record, being read. */
    private record Reader(JsonObject object) {
        RegistrationTask task(String id) {
            if (number("v") != VERSION) {
                throw new IllegalArgumentException("version " + number("v") + " (expected: " + VERSION + ")");
            }
            return new RegistrationTask(
                    id,
                    text("startedBy"),
                    new TaskInput(
                            text("template"),
                            text("bucket"),
                            text("key"),
                            text("role"),
                            new InputVersion(number("size"), Instant.parse(text("modified")))),
                    Instant.ofEpochMilli(number("createdAt")),
                    Instant.ofEpochMilli(number("lastModifiedAt")),
                    TaskStatus.valueOf(text("status")),
                    object.textOf("message"),
                    new Progress(
                            number("offset"),
                            number("lines"),
                            number("registered"),
                            number("failed"),
                            number("resultBytes"),
                            number("errorBytes")));
        }

        private String text(String member) {
            String text = object.textOf(member);
            if (text == null) {
                throw new IllegalArgumentException(member + " (expected: a string)");
            }
            return text;
        }

        private long number(String member) {
            Long number = object.wholeNumberOf(member);
            if (number == null) {
                throw new IllegalArgumentException(member + " (expected: a whole number)");
            }
            return number;
        }
    }
}
