package io.gatehouse.backup;

import io.gatehouse.engine.rocks.DataDirectory;
import io.gatehouse.json.Json;
import io.gatehouse.json.JsonLimits;
import io.gatehouse.json.JsonParse;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.JsonValue.JsonString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The moves of a restore that is decided: written down before the first, so that whoever comes after a crash can do the
 * rest. Doing them twice does nothing.
 *
 * @param backup for people
 * @param staged the name of the folder in which everything is ready
 * @param aside the name of the folder for what is there; empty where nothing is
 */
record PendingMoves(String backup, String staged, String aside) {
    /** Returns null where no restore was interrupted. */
    static @Nullable PendingMoves read(Path data) throws IOException {
        Path file = data.resolve(DataDirectory.RESTORING);
        if (!Files.exists(file)) {
            return null;
        }
        if (Json.parse(Files.readAllBytes(file), JsonLimits.DEFAULT) instanceof JsonParse.Parsed(JsonObject moves)
                && moves.member("backup") instanceof JsonString backup
                && moves.member("staged") instanceof JsonString staged
                && moves.member("aside") instanceof JsonString aside) {
            return new PendingMoves(backup.text(), staged.text(), aside.text());
        }
        throw new IOException(file + ": cannot be read (expected: what a restore wrote)");
    }

    void write(Path data) throws IOException {
        PrivateFolder.write(
                data.resolve(DataDirectory.RESTORING),
                Json.printPretty(JsonValue.object()
                                .put("backup", backup)
                                .put("staged", staged)
                                .put("aside", aside)
                                .build())
                        + "\n");
    }

    void finish(Path data) throws IOException {
        Path ready = data.resolve(staged);
        for (String part : List.of(Backup.PKI, Backup.STORE)) {
            if (Files.exists(ready.resolve(part))) {
                clear(data, part);
                PrivateFolder.move(ready.resolve(part), data.resolve(part));
            }
        }
        Files.deleteIfExists(data.resolve(DataDirectory.RESTORING));
        PrivateFolder.force(data);
        PrivateFolder.delete(ready);
    }

    private void clear(Path data, String part) throws IOException {
        Path present = data.resolve(part);
        if (!Files.exists(present) || PrivateFolder.isEmpty(present)) {
            return; // an empty folder gives way to what is moved over it
        }
        // A start between the moves may have made a part anew: both are kept.
        Path folder = data.resolve(aside.isEmpty() ? "replaced" : aside);
        PrivateFolder.create(folder);
        Path kept = folder.resolve(part);
        for (int number = 2; Files.exists(kept); number++) {
            kept = folder.resolve(part + "-" + number);
        }
        PrivateFolder.move(present, kept);
    }
}
