package io.gatehouse.security;

import io.gatehouse.RunningBroker;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** All series of the broker at one moment, by name and labels. */
public record Scrape(Map<String, Double> series) {
    public static Scrape of(RunningBroker broker) {
        return new Scrape(broker.metrics()
                .scrape()
                .lines()
                .filter(line -> line.startsWith("gatehouse_"))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.lastIndexOf(' ')),
                        line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)),
                        Double::sum,
                        TreeMap::new)));
    }

    /** What rose since {@code earlier}, of the families whose names begin with {@code prefix}. */
    public Map<String, Double> risesSince(Scrape earlier, String prefix) {
        Map<String, Double> rises = new TreeMap<>();
        series.forEach((name, value) -> {
            double rise = value - earlier.series.getOrDefault(name, 0.0);
            if (name.startsWith(prefix) && rise != 0) {
                rises.put(name.substring(prefix.length()), rise);
            }
        });
        return rises;
    }
}
