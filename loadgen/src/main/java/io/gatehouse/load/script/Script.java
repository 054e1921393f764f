package io.gatehouse.load.script;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a fleet does, phase by phase.
 *
 * @param topics what all topics and filters stand behind; {@code null} for what belongs to the run alone
 * @param groups in the order of their devices in the fleet
 */
public record Script(
        String name, @Nullable String topics, List<Group> groups, List<Flow> flows, List<ScriptPhase> phases) {
    public Script {
        groups = List.copyOf(groups);
        flows = List.copyOf(flows);
        phases = List.copyOf(phases);
    }

    public int clients() {
        return groups.stream().mapToInt(Group::clients).sum();
    }

    /** Messages a second, at its busiest; those with think times are not in it. */
    public double mostRate() {
        return phases.stream().mapToDouble(ScriptPhase::most).max().orElse(0);
    }

    public Duration duration() {
        return phases.stream().map(ScriptPhase::duration).reduce(Duration.ZERO, Duration::plus);
    }

    /** Whether a phase says how many of this group are connected; otherwise all of them are, from the beginning. */
    public boolean comesAndGoes(Group group) {
        return phases.stream().anyMatch(phase -> phase.connected().containsKey(group.name()));
    }
}
