package io.gatehouse.load.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/**
 * {@code gatehouse load} as somebody typed it, and what came of it.
 *
 * @param result what {@code --json} wrote; empty where the run did not begin
 */
record Played(int exitCode, String out, String err, JsonNode result) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Blocks until it is over. Without warm-up, where none is asked for.
     *
     * @param folder for its result
     */
    static Played of(Path folder, String... arguments) throws IOException {
        Path json = folder.resolve("result.json");
        Files.deleteIfExists(json);
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--json", json.toString(), "--quiet"));
        if (!all.contains("--warm-up")) {
            all.addAll(List.of("--warm-up", "0s"));
        }
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = LoadCommand.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        int code = command.execute(all.toArray(String[]::new));
        JsonNode result = Files.exists(json) ? JSON.readTree(json.toFile()) : JSON.createObjectNode();
        return new Played(code, out.toString(), err.toString(), result);
    }

    long count(String what) {
        return result.path("counts").path(what).asLong();
    }

    /** How many of this kind, of all details. */
    long failures(String kind) {
        return result.path("failures")
                .valueStream()
                .filter(failure -> failure.path("kind").asText().equals(kind))
                .mapToLong(failure -> failure.path("number").asLong())
                .sum();
    }

    String found(String name) {
        return result.path("findings").path(name).asText();
    }

    /** For the words of a test that fails. */
    String words() {
        return out + System.lineSeparator() + err;
    }
}
