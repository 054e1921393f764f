package io.gatehouse.operator;

import io.gatehouse.engine.Entry;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.StoreException;
import io.gatehouse.json.Json;
import io.gatehouse.json.JsonLimits;
import io.gatehouse.json.JsonParse;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonArray;
import io.gatehouse.json.JsonValue.JsonBoolean;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.JsonValue.JsonString;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Operators as they are stored: JSON objects with their version in {@code v}. One that cannot be read stops the start:
 * half the operators would be a lock-out, and half an operator one that is not disabled.
 */
final class StoredOperator {
    static final Key TABLE = Key.of("operator");
    /** When a key was last used; apart, so that a look at the broker changes no operator. */
    static final Key USES = Key.of("operator-key-use");

    /** The bootstrap token that made an operator. */
    static final Key TOKEN_USED = Key.of("operator-bootstrap", "used");

    private static final int VERSION = 1;
    private static final JsonLimits LIMITS = new JsonLimits(1 << 16, 4, 1 << 14, 256, 1000);

    private StoredOperator() {}

    static Key key(String name) {
        return Key.of(TABLE.name(), name);
    }

    static byte[] form(Operator operator) {
        List<JsonValue> keys = new ArrayList<>();
        operator.keys()
                .forEach(key -> keys.add(JsonValue.object()
                        .put("id", key.id())
                        .put("sealed", Base64.getEncoder().encodeToString(key.sealedSecret()))
                        .put("createdAt", key.createdAt().toEpochMilli())
                        .build()));
        return bytes(JsonValue.object()
                .put("v", VERSION)
                .put("role", operator.role().name())
                .put("disabled", operator.disabled())
                .put("keys", JsonValue.of(keys))
                .put("certificates", JsonValue.ofStrings(operator.certificates()))
                .put("policies", JsonValue.ofStrings(operator.policies()))
                .put("createdAt", operator.createdAt().toEpochMilli())
                .build());
    }

    static Operator read(Entry entry) throws StoreException {
        StoredOperator.Reader reader = Reader.of(entry);
        List<AccessKey> keys = new ArrayList<>();
        for (JsonValue element : reader.array("keys")) {
            Reader key = reader.inner(element);
            keys.add(new AccessKey(key.text("id"), key.base64("sealed"), key.time("createdAt")));
        }
        return new Operator(
                entry.key().name(),
                reader.role("role"),
                reader.flag("disabled"),
                keys,
                reader.texts("certificates"),
                reader.has("policies") ? reader.texts("policies") : List.of(), // older records have none
                reader.time("createdAt"));
    }

    static byte[] form(KeyUse use) {
        return bytes(JsonValue.object()
                .put("v", VERSION)
                .put("at", use.at().toEpochMilli())
                .put("from", use.from())
                .put("service", use.service())
                .build());
    }

    static KeyUse use(Entry entry) throws StoreException {
        Reader reader = Reader.of(entry);
        return new KeyUse(reader.time("at"), reader.text("from"), reader.text("service"));
    }

    /** @param tokenSha256 of the bootstrap token that was used; it is too long to be guessed from that */
    static byte[] form(String tokenSha256) {
        return bytes(
                JsonValue.object().put("v", VERSION).put("sha256", tokenSha256).build());
    }

    static String tokenUsed(Entry entry) throws StoreException {
        return Reader.of(entry).text("sha256");
    }

    private static byte[] bytes(JsonObject object) {
        return Json.print(object).getBytes(StandardCharsets.UTF_8);
    }

    /** One record, being read. */
    private record Reader(String where, JsonObject object) {
        static Reader of(Entry entry) throws StoreException {
            String where = String.join(" ", entry.key().parts());
            if (Json.parse(entry.value(), LIMITS) instanceof JsonParse.Parsed(JsonObject object)) {
                Reader reader = new Reader(where, object);
                if (reader.number("v") != VERSION) {
                    throw new StoreException(where + ": version " + reader.number("v") + " (expected: " + VERSION
                            + "); nothing was changed; start the version of the broker that wrote it");
                }
                return reader;
            }
            throw new Reader(where, JsonValue.object().build()).unreadable("record", "a JSON object");
        }

        Reader inner(JsonValue element) throws StoreException {
            if (element instanceof JsonObject inner) {
                return new Reader(where, inner);
            }
            throw unreadable("keys", "objects");
        }

        List<JsonValue> array(String member) throws StoreException {
            if (object.member(member) instanceof JsonArray array) {
                return array.elements();
            }
            throw unreadable(member, "an array");
        }

        boolean has(String member) {
            return object.member(member) != null;
        }

        List<String> texts(String member) throws StoreException {
            List<String> texts = new ArrayList<>();
            for (JsonValue element : array(member)) {
                if (!(element instanceof JsonString string)) {
                    throw unreadable(member, "strings");
                }
                texts.add(string.text());
            }
            return texts;
        }

        String text(String member) throws StoreException {
            String text = object.textOf(member);
            if (text == null) {
                throw unreadable(member, "a string");
            }
            return text;
        }

        boolean flag(String member) throws StoreException {
            if (object.member(member) instanceof JsonBoolean flag) {
                return flag.value();
            }
            throw unreadable(member, "true or false");
        }

        Role role(String member) throws StoreException {
            try {
                return Role.valueOf(text(member));
            } catch (IllegalArgumentException unknown) {
                throw unreadable(member, "a role this version knows");
            }
        }

        byte[] base64(String member) throws StoreException {
            try {
                return Base64.getDecoder().decode(text(member));
            } catch (IllegalArgumentException notBase64) {
                throw unreadable(member, "base64");
            }
        }

        Instant time(String member) throws StoreException {
            return Instant.ofEpochMilli(number(member));
        }

        long number(String member) throws StoreException {
            Long number = object.wholeNumberOf(member);
            if (number == null) {
                throw unreadable(member, "a whole number");
            }
            return number;
        }

        /** Says what is wrong and shows nothing of it: it may be a secret. */
        StoreException unreadable(String member, String expected) {
            return new StoreException(where + ": cannot be read: " + member + " (expected: " + expected
                    + "); the broker does not start with half its operators; restore a backup");
        }
    }
}
