package io.gatehouse.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Programs that are ready to run with one device's files. The templates are resources beside this class, with
 * {@code {{host}}} and the like where the device's own values go.
 */
final class Snippets {
    static final List<String> TEMPLATES = List.of(
            "README.txt",
            "snippets/mosquitto.sh",
            "snippets/paho.py",
            "snippets/aws_iot_device_sdk_v2.py",
            "snippets/PahoJava.java");
    private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

    private Snippets() {}

    /** Texts by file name. */
    static Map<String, String> of(ThingFolder.Endpoint endpoint, Path folder) {
        Map<String, String> values = Map.of(
                "thing", endpoint.thing(),
                "host", endpoint.host(),
                "port", Integer.toString(endpoint.port()),
                "certificateId", endpoint.certificateId(),
                "folder", quoted(folder.toString()));
        Map<String, String> files = new LinkedHashMap<>();
        for (String template : TEMPLATES) {
            files.put(template, fill(resource(template), values));
        }
        return files;
    }

    // Inside double quotes of sh, Python and Java alike.
    private static String quoted(String path) {
        return path.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    static String fill(String template, Map<String, String> values) {
        return PLACE.matcher(template).replaceAll(place -> {
            String value = values.get(place.group(1));
            if (value == null) {
                throw new IllegalStateException(
                        "template: " + place.group() + " (expected: one of " + values.keySet() + ")");
            }
            return Matcher.quoteReplacement(value);
        });
    }

    private static String resource(String name) {
        try (InputStream in = Snippets.class.getResourceAsStream("folder/" + name)) {
            if (in == null) {
                throw new IllegalStateException("resource: folder/" + name + " (expected: in the jar)");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
