package io.gatehouse.load.script;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A part of a script.
 *
 * @param warmUp whether it is not measured
 * @param connected by group: how many of its devices are connected at the end; they come and go evenly until then. Of
 *     the others nothing changes
 * @param send by flow: how often; the others are silent
 */
public record ScriptPhase(
        String name, Duration duration, boolean warmUp, Map<String, Integer> connected, Map<String, Pace> send) {
    public ScriptPhase {
        connected = new LinkedHashMap<>(connected);
        send = new LinkedHashMap<>(send);
    }

    /** The most messages a second of all its flows with a rate. */
    double most() {
        return send.values().stream()
                .mapToDouble(pace -> pace instanceof Pace.Rate(double from, double to) ? Math.max(from, to) : 0)
                .sum();
    }
}
