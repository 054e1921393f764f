package io.gatehouse.load.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A file with one identity a line: {@code name,certificate file,key file}, comma-separated as in RFC 4180 (a field that
 * has a comma stands in double quotes). Files are meant from the folder of the list. Empty lines, lines that begin with
 * {@code #} and a first line {@code name,certificate,key} are passed over.
 */
public final class IdentityCsv {
    private static final Pattern FIELD = Pattern.compile("\\G(?:\"((?:[^\"]|\"\")*)\"|([^\",]*))(,|$)");
    private static final String HEAD = "name,certificate,key";

    private IdentityCsv() {}

    public static Identities read(Path list) {
        List<String> lines;
        try {
            lines = Files.readAllLines(list);
        } catch (IOException e) {
            return Identities.none(Problem.input(
                    list + ": cannot be read (" + e.getClass().getSimpleName() + ")",
                    "name a file in UTF-8 that you may read"));
        }
        List<Attempt<Identity>> rows = IntStream.range(0, lines.size())
                .filter(line -> meant(lines.get(line), line))
                .parallel()
                .mapToObj(line -> row(list, line + 1, lines.get(line)))
                .toList();
        return rows.isEmpty()
                ? Identities.none(Problem.input(list + ": empty (expected: lines " + HEAD + ")", "name the right file"))
                : Identities.of(rows);
    }

    private static boolean meant(String line, int number) {
        return !line.isBlank()
                && !line.startsWith("#")
                && !(number == 0 && line.strip().equals(HEAD));
    }

    private static Attempt<Identity> row(Path list, int number, String line) {
        List<String> fields = fields(line);
        if (fields.size() != 3 || fields.stream().anyMatch(String::isEmpty)) {
            return Attempt.failed(Problem.input(
                    list + ":" + number + ": not three fields (expected: " + HEAD + ")", "correct the line"));
        }
        return IdentityFile.read(fields.get(0), list.resolveSibling(fields.get(1)), list.resolveSibling(fields.get(2)));
    }

    /** Empty where the line is none of RFC 4180. */
    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        Matcher field = FIELD.matcher(line.strip());
        while (field.find()) {
            String quoted = field.group(1);
            fields.add(quoted == null ? field.group(2).strip() : quoted.replace("\"\"", "\""));
            if (field.group(3).isEmpty()) {
                return fields;
            }
        }
        return List.of();
    }
}
