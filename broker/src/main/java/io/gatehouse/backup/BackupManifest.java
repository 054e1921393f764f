package io.gatehouse.backup;

import io.gatehouse.json.Json;
import io.gatehouse.json.JsonLimits;
import io.gatehouse.json.JsonParse;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonArray;
import io.gatehouse.json.JsonValue.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a backup is a copy of, and the digest of each of its files. Digests tell damage, not forgery: who may write the
 * backup may write its manifest too.
 *
 * @param version of the broker that took it
 * @param revision of the last change in it
 * @param counts how many values each table has
 */
public record BackupManifest(
        String version, Instant created, long revision, Map<String, Long> counts, List<BackedUpFile> files) {
    static final String FILE = "manifest.json";
    private static final long FORMAT = 1;
    private static final JsonLimits LIMITS = new JsonLimits(1 << 26, 4, 1 << 16, 1024, 4_000_000);

    public BackupManifest {
        files = List.copyOf(files);
    }

    /**
     * One file of a backup.
     *
     * @param path from the backup's folder, of two names: {@code store/000012.sst}
     * @param sha256 lower-case hex
     */
    public record BackedUpFile(String path, long bytes, String sha256) {}

    /** Of all files. */
    public long bytes() {
        return files.stream().mapToLong(BackedUpFile::bytes).sum();
    }

    String text() {
        JsonValue.ObjectBuilder tables = JsonValue.object();
        counts.forEach(tables::put);
        List<JsonValue> list = new ArrayList<>();
        for (BackedUpFile file : files) {
            list.add(JsonValue.object()
                    .put("path", file.path())
                    .put("bytes", file.bytes())
                    .put("sha256", file.sha256())
                    .build());
        }
        return Json.printPretty(JsonValue.object()
                        .put("gatehouse", "backup")
                        .put("format", FORMAT)
                        .put("version", version)
                        .put("created", created.toString())
                        .put("revision", revision)
                        .put("counts", tables.build())
                        .put("files", JsonValue.of(list))
                        .build())
                + "\n";
    }

    /** @throws BackupException no backup, or one that this version cannot read */
    static BackupManifest read(Path backup) throws BackupException {
        Path file = backup.resolve(FILE);
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException missing) {
            throw new BackupException(
                    file + ": missing (expected: a folder that gatehouse backup made)", "name the folder of a backup");
        } catch (IOException unreadable) {
            throw new BackupException(
                    file + ": cannot be read: " + unreadable, "run the command as the backup's owner", unreadable);
        }
        return switch (Json.parse(new String(bytes, StandardCharsets.UTF_8), LIMITS)) {
            case JsonParse.Parsed(JsonObject object) -> new Reader(file).manifest(object);
            case JsonParse.Parsed(JsonValue other) -> throw malformed(file, other.kind() + " (expected: an object)");
            case JsonParse.Malformed(var position, var message) -> throw malformed(file, position + ": " + message);
        };
    }

    private static BackupException malformed(Path file, String problem) {
        return new BackupException(file + ": " + problem, "take another backup: this one is damaged");
    }

    /** Takes the members out of one manifest. */
    private record Reader(Path file) {
        BackupManifest manifest(JsonObject object) throws BackupException {
            if (!text(object, "gatehouse").equals("backup")) {
                throw malformed(file, "gatehouse: " + text(object, "gatehouse") + " (expected: backup)");
            }
            long format = number(object, "format");
            if (format != FORMAT) {
                throw new BackupException(
                        file + ": format: " + format + " (expected: " + FORMAT + ")",
                        "restore it with the version that took it: " + text(object, "version"));
            }
            Map<String, Long> counts = new LinkedHashMap<>();
            if (!(object.member("counts") instanceof JsonObject tables)) {
                throw malformed(file, "counts: missing (expected: an object)");
            }
            for (JsonObject.Member table : tables.members()) {
                counts.put(table.name(), number(tables, table.name()));
            }
            if (!(object.member("files") instanceof JsonArray array)) {
                throw malformed(file, "files: missing (expected: an array)");
            }
            List<BackedUpFile> files = new ArrayList<>();
            for (JsonValue element : array.elements()) {
                files.add(backedUpFile(element));
            }
            return new BackupManifest(
                    text(object, "version"), created(object), number(object, "revision"), counts, files);
        }

        private BackedUpFile backedUpFile(JsonValue element) throws BackupException {
            if (!(element instanceof JsonObject object)) {
                throw malformed(file, element.position() + ": " + element.kind() + " (expected: an object)");
            }
            String path = text(object, "path");
            // Two plain names: it decides where a restore writes.
            if (!path.matches("(store|pki)/[A-Za-z0-9][A-Za-z0-9._-]*")) {
                throw malformed(file, object.position() + ": path: " + Json.quoted(path) + " (expected: store/NAME)");
            }
            return new BackedUpFile(path, number(object, "bytes"), text(object, "sha256"));
        }

        private Instant created(JsonObject object) throws BackupException {
            try {
                return Instant.parse(text(object, "created"));
            } catch (DateTimeException noTime) {
                throw malformed(file, "created: " + noTime.getMessage() + " (expected: 2026-11-20T10:15:30Z)");
            }
        }

        private String text(JsonObject object, String member) throws BackupException {
            String text = object.textOf(member);
            if (text == null) {
                throw malformed(file, object.position() + ": " + member + ": missing (expected: a string)");
            }
            return text;
        }

        private long number(JsonObject object, String member) throws BackupException {
            Long number = object.wholeNumberOf(member);
            if (number == null) {
                throw malformed(file, object.position() + ": " + member + ": missing (expected: a whole number)");
            }
            return number;
        }
    }
}
