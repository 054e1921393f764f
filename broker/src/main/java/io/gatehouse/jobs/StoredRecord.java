package io.gatehouse.jobs;

import io.gatehouse.engine.Entry;
import io.gatehouse.engine.Key;
import io.gatehouse.json.Json;
import io.gatehouse.json.JsonLimits;
import io.gatehouse.json.JsonParse;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonArray;
import io.gatehouse.json.JsonValue.JsonBoolean;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.JsonValue.JsonString;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One record that {@link StoredForm} wrote, being read. One that cannot be read is an {@link UnreadableRecord}: the
 * broker does not start with a job that it would do by half.
 */
final class StoredRecord {
    private static final JsonLimits LIMITS = new JsonLimits(1 << 20, 6, 1 << 17, 1024, 10_000);

    private final Key key;
    private final JsonObject object;

    private StoredRecord(Key key, JsonObject object) {
        this.key = key;
        this.object = object;
    }

    static StoredRecord read(Entry entry) {
        return read(entry.key(), entry.value());
    }

    static StoredRecord read(Key key, byte[] value) {
        if (!(Json.parse(value, LIMITS) instanceof JsonParse.Parsed(JsonObject object))) {
            throw new UnreadableRecord(key, "no JSON object");
        }
        StoredRecord record = new StoredRecord(key, object);
        if (record.number("v") != StoredForm.VERSION) {
            throw new UnreadableRecord(
                    key, "version " + record.number("v") + " (expected: " + StoredForm.VERSION + ")");
        }
        return record;
    }

    JobRecord job() {
        StoredRecord counts = member("counts");
        Job job = new Job(
                key.name(),
                texts("targets").stream().map(this::target).toList(),
                constant("selection", TargetSelection.class),
                member("settings").settings(),
                constant("status", JobStatus.class),
                flag("force"),
                object.textOf("reason"),
                object.textOf("comment"),
                time("createdAt"),
                time("updatedAt"),
                timeOrNull("completedAt"),
                new JobCounts(
                        counts.number("QUEUED"),
                        counts.number("IN_PROGRESS"),
                        counts.number("SUCCEEDED"),
                        counts.number("FAILED"),
                        counts.number("TIMED_OUT"),
                        counts.number("REJECTED"),
                        counts.number("REMOVED"),
                        counts.number("CANCELED")));
        return new JobRecord(
                job,
                new Rollout(
                        number("places"),
                        number("next"),
                        number("notified"),
                        number("minuteBegan"),
                        (int) number("ofMinute"),
                        flag("sweeping"),
                        number("swept")));
    }

    private JobTarget target(String resource) {
        if (resource.startsWith("thing/")) {
            return new JobTarget.OfThing(resource.substring("thing/".length()));
        }
        if (resource.startsWith("thinggroup/")) {
            return new JobTarget.OfGroup(resource.substring("thinggroup/".length()));
        }
        throw new UnreadableRecord(key, "target: " + resource + " (expected: a thing or a group)");
    }

    private JobSettings settings() {
        Long base = object.wholeNumberOf("basePerMinute");
        ExponentialRate rate = base == null
                ? null
                : new ExponentialRate(
                        base.intValue(),
                        decimal("incrementFactor"),
                        intOrNull("notifiedThings"),
                        intOrNull("succeededThings"));
        List<StoredRecord> abort = membersOrNull("abort");
        List<StoredRecord> retries = membersOrNull("retries");
        return new JobSettings(
                object.textOf("description"),
                new RolloutRate(intOrNull("perMinute"), rate),
                abort == null ? null : abort.stream().map(StoredRecord::abort).toList(),
                intOrNull("timeoutMinutes"),
                retries == null
                        ? null
                        : retries.stream().map(StoredRecord::retry).toList());
    }

    private AbortCriterion abort() {
        return new AbortCriterion(constant("type", FailureType.class), decimal("percentage"), (int) number("least"));
    }

    private RetryCriterion retry() {
        return new RetryCriterion(constant("type", FailureType.class), (int) number("most"));
    }

    /** Thing and job are in its key, behind the table. */
    JobExecution execution() {
        Map<String, String> details = new LinkedHashMap<>();
        for (JsonObject.Member detail : member("details").object.members()) {
            if (detail.value() instanceof JsonString(String text, var _)) {
                details.put(detail.name(), text);
            }
        }
        return new JobExecution(
                key.parts().get(2),
                key.parts().get(1),
                number("number"),
                (int) number("retry"),
                constant("status", ExecutionStatus.class),
                details,
                flag("force"),
                time("queuedAt"),
                timeOrNull("startedAt"),
                time("updatedAt"),
                number("version"),
                timeOrNull("timesOutAt"),
                timeOrNull("stepTimesOutAt"),
                number("place"));
    }

    String document() {
        return text("document");
    }

    List<String> places() {
        return texts("things");
    }

    private StoredRecord member(String name) {
        if (object.member(name) instanceof JsonObject member) {
            return new StoredRecord(key, member);
        }
        throw new UnreadableRecord(key, name + ": missing (expected: an object)");
    }

    private @Nullable List<StoredRecord> membersOrNull(String name) {
        if (!(object.member(name) instanceof JsonArray array)) {
            return null;
        }
        List<StoredRecord> members = new ArrayList<>();
        for (JsonValue element : array.elements()) {
            if (!(element instanceof JsonObject member)) {
                throw new UnreadableRecord(key, name + ": " + element.kind() + " (expected: objects)");
            }
            members.add(new StoredRecord(key, member));
        }
        return members;
    }

    private List<String> texts(String name) {
        if (!(object.member(name) instanceof JsonArray array)) {
            throw new UnreadableRecord(key, name + ": missing (expected: an array)");
        }
        List<String> texts = new ArrayList<>(array.elements().size());
        for (JsonValue element : array.elements()) {
            if (!(element instanceof JsonString(String text, var _))) {
                throw new UnreadableRecord(key, name + ": " + element.kind() + " (expected: strings)");
            }
            texts.add(text);
        }
        return texts;
    }

    private <E extends Enum<E>> E constant(String name, Class<E> type) {
        try {
            return Enum.valueOf(type, text(name));
        } catch (IllegalArgumentException unknown) {
            throw new UnreadableRecord(key, name + ": " + text(name) + " (expected: one this version knows)");
        }
    }

    private double decimal(String name) {
        try {
            return Double.parseDouble(text(name));
        } catch (NumberFormatException malformed) {
            throw new UnreadableRecord(key, name + ": " + text(name) + " (expected: a number)");
        }
    }

    private String text(String name) {
        String text = object.textOf(name);
        if (text == null) {
            throw new UnreadableRecord(key, name + ": missing (expected: a string)");
        }
        return text;
    }

    private boolean flag(String name) {
        if (object.member(name) instanceof JsonBoolean(boolean flag, var _)) {
            return flag;
        }
        throw new UnreadableRecord(key, name + ": missing (expected: true or false)");
    }

    private Instant time(String name) {
        return Instant.ofEpochMilli(number(name));
    }

    private @Nullable Instant timeOrNull(String name) {
        Long millis = object.wholeNumberOf(name);
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }

    private @Nullable Integer intOrNull(String name) {
        Long number = object.wholeNumberOf(name);
        return number == null ? null : (Integer) number.intValue();
    }

    private long number(String name) {
        Long number = object.wholeNumberOf(name);
        if (number == null) {
            throw new UnreadableRecord(key, name + ": missing (expected: a whole number)");
        }
        return number;
    }
}
