package io.gatehouse.metrics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Prometheus has after one scrape: the series, with the labels it adds itself, and its own {@code up}.
 *
 * @param series by the name of the metric, each its labels
 */
record Exposition(Map<String, List<Map<String, String>>> series) {
    private static final Pattern LINE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\",?");
    private static final Map<String, String> ADDED = Map.of("instance", "127.0.0.1:9464", "job", "gatehouse");

    static Exposition of(String scrape) {
        Map<String, List<Map<String, String>>> series = new HashMap<>();
        series.put("up", List.of(ADDED));
        for (String line : scrape.lines().toList()) {
            if (!line.startsWith("#")) {
                Matcher read = LINE.matcher(line);
                if (!read.matches()) {
                    throw new AssertionError("scrape: " + line + " (expected: name{labels} value)");
                }
                series.computeIfAbsent(read.group(1), name -> new ArrayList<>()).add(labels(read.group(2)));
            }
        }
        return new Exposition(series);
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new TreeMap<>(ADDED);
        Matcher each = LABEL.matcher(text == null ? "" : text);
        while (each.find()) {
            labels.put(each.group(1), each.group(2));
        }
        return labels;
    }

    boolean has(String metric) {
        return series.containsKey(metric);
    }

    /** Labels that series of the metric have. */
    Set<String> labelsOf(String metric) {
        Set<String> all = new TreeSet<>();
        seriesOf(metric).forEach(labels -> all.addAll(labels.keySet()));
        return all;
    }

    List<Map<String, String>> seriesOf(String metric) {
        return series.getOrDefault(metric, Collections.emptyList());
    }
}
