package io.gatehouse.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What {@code docker/Dockerfile} says about how the image is run. */
record ImageFile(String text) {
    private static final Pattern VARIABLE =
            Pattern.compile("(?:^ENV|\\G \\\\\\n) +([A-Z_]+)=(\\S+)", Pattern.MULTILINE);
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"");

    static ImageFile read() throws IOException {
        return new ImageFile(Files.readString(Path.of("../docker/Dockerfile")));
    }

    Map<String, String> environment() {
        Map<String, String> variables = new LinkedHashMap<>();
        VARIABLE.matcher(text).results().forEach(found -> variables.put(found.group(1), found.group(2)));
        return variables;
    }

    /** The words of {@code ENTRYPOINT} or {@code CMD} of the broker's stage. */
    List<String> words(String instruction) {
        return Pattern.compile("^" + instruction + " (\\[.*])$", Pattern.MULTILINE)
                .matcher(text)
                .results()
                .findFirst()
                .map(found -> WORD.matcher(found.group(1)).results().map(word -> word.group(1)))
                .orElseThrow()
                .toList();
    }

    /** The rest of the line of an instruction that stands there once. */
    String value(String instruction) {
        List<MatchResult> found = Pattern.compile("^" + instruction + " (.*)$", Pattern.MULTILINE)
                .matcher(text)
                .results()
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(instruction + " stands there " + found.size() + " times (expected: once)");
        }
        return found.getFirst().group(1);
    }
}
