package io.gatehouse.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Mosquitto's decision about one topic, written from the pages acl_file(5) of mosquitto.conf and by asking Mosquitto
 * ({@code MosquittoAclIT}): the lines of the user, denials first; then the patterns, denials first; else no. Plain and
 * slow, and nothing in common with the conversion.
 */
final class MosquittoRules {
    /** @param user {@code null} for a client without a user name */
    record Device(@Nullable String user, String clientId) {}

    private record Line(String access, String filter) {}

    private static final String NOBODY = "";

    private final Map<String, List<Line>> topics = new TreeMap<>();
    private final List<Line> patterns = new ArrayList<>();

    /** @param acl without mistakes, one space between words, an access on every line */
    MosquittoRules(String acl) {
        String user = NOBODY;
        for (String line : acl.lines().toList()) {
            String[] words = line.split(" ", 3);
            switch (words[0]) {
                case "user" -> user = words[1];
                case "topic" ->
                    topics.computeIfAbsent(user, _ -> new ArrayList<>()).add(new Line(words[1], words[2]));
                case "pattern" -> patterns.add(new Line(words[1], words[2]));
                default -> throw new AssertionError(line);
            }
        }
    }

    boolean mayRead(Device device, String topic) {
        return may(device, topic, "read");
    }

    boolean mayWrite(Device device, String topic) {
        return may(device, topic, "write");
    }

    /** The filters that the device may read something by, its names put in. */
    List<String> readFilters(Device device) {
        List<Line> lines = new ArrayList<>(ofUser(device));
        lines.addAll(ofPatterns(device));
        return lines.stream()
                .filter(line -> line.access.startsWith("read"))
                .map(Line::filter)
                .toList();
    }

    private boolean may(Device device, String topic, String access) {
        Boolean own = first(ofUser(device), topic, access);
        if (own != null) {
            return own;
        }
        return Boolean.TRUE.equals(first(ofPatterns(device), topic, access));
    }

    private List<Line> ofUser(Device device) {
        return topics.getOrDefault(device.user == null ? NOBODY : device.user, List.of());
    }

    private List<Line> ofPatterns(Device device) {
        List<Line> lines = new ArrayList<>();
        for (Line line : patterns) {
            String filter = line.filter.replace("%c", device.clientId);
            if (device.user != null) {
                lines.add(new Line(line.access, filter.replace("%u", device.user)));
            } else if (!filter.contains("%u")) {
                lines.add(new Line(line.access, filter));
            }
        }
        return lines;
    }

    /** Allowed, denied, or {@code null} where no line is about it. */
    private static @Nullable Boolean first(List<Line> lines, String topic, String access) {
        for (Line line : lines) {
            if (line.access.equals("deny") && matches(line.filter, topic)) {
                return false;
            }
        }
        for (Line line : lines) {
            if ((line.access.equals(access) || line.access.equals("readwrite")) && matches(line.filter, topic)) {
                return true;
            }
        }
        return null;
    }

    private static boolean matches(String filter, String topic) {
        if (filter.startsWith("$") != topic.startsWith("$")) {
            return false;
        }
        return matches(List.of(filter.split("/", -1)), List.of(topic.split("/", -1)));
    }

    private static boolean matches(List<String> filter, List<String> topic) {
        if (filter.isEmpty()) {
            return topic.isEmpty();
        }
        if (filter.getFirst().equals("#")) {
            return true;
        }
        return !topic.isEmpty()
                && (filter.getFirst().equals("+") || filter.getFirst().equals(topic.getFirst()))
                && matches(filter.subList(1, filter.size()), topic.subList(1, topic.size()));
    }
}
