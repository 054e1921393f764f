package io.gatehouse.load.report;

import io.gatehouse.load.measure.Timeline;
import io.gatehouse.load.measure.Verdict;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What there is to say of a run when it is over.
 *
 * @param scenario its name on the command line
 * @param command that repeats it
 * @param setting what was asked for, by names for people, in their order
 * @param machine where and with what it ran
 * @param findings of the scenario alone, such as the time from a revocation to the last close
 * @param verdicts of each assertion
 */
public record RunReport(
        String scenario,
        String command,
        Instant begun,
        Map<String, String> setting,
        Map<String, String> machine,
        Timeline timeline,
        Map<String, String> findings,
        List<Verdict> verdicts) {
    public RunReport {
        setting = new LinkedHashMap<>(setting);
        machine = new LinkedHashMap<>(machine);
        findings = new LinkedHashMap<>(findings);
        verdicts = List.copyOf(verdicts);
    }

    /** In sentences for people, whether the generator was what was measured; empty where it was the broker. */
    public List<String> ownLimit() {
        return OwnLimit.of(timeline);
    }

    /** The same with these findings in their place. */
    public RunReport with(Map<String, String> others) {
        return new RunReport(scenario, command, begun, setting, machine, timeline, others, verdicts);
    }
}
