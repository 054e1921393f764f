package io.gatehouse.session;

import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.reason.Reason;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one SUBSCRIBE comes to: each filter is judged for itself, and its answer stands at its place. Confined to the
 * session's loop. [MQTT-3.8.4-6], [MQTT-3.9.3-1]
 */
final class Granting {
    private final List<ReasonCode> answers;
    private final List<String> filters;
    private final Set<Reason> refusals = EnumSet.noneOf(Reason.class);
    private final List<Runnable> retained = new ArrayList<>(1);
    private final List<Runnable> undoing = new ArrayList<>(1);

    /** @param size how many filters the packet has */
    Granting(int size) {
        answers = new ArrayList<>(size);
        filters = new ArrayList<>(size);
    }

    void granted(String filter, ReasonCode answer) {
        answers.add(answer);
        filters.add(filter);
    }

    void refused(Reason reason, ReasonCode answer) {
        answers.add(answer);
        refusals.add(reason);
    }

    /** To be done once SUBACK is sent: the retained messages of a filter follow it. */
    void afterwards(Runnable replay) {
        retained.add(replay);
    }

    /** What brings a filter back to what it was before. */
    void unlessStored(Runnable undo) {
        undoing.add(undo);
    }

    /** What was granted is taken back: a subscription that would be gone after a crash was not made. */
    void notStored() {
        undoing.reversed().forEach(Runnable::run);
        answers.replaceAll(answer -> answer.isError() ? answer : ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
        refusals.add(Reason.STORE_UNAVAILABLE);
        filters.clear();
        retained.clear();
    }

    List<ReasonCode> answers() {
        return answers;
    }

    /** Those that were granted. */
    List<String> filters() {
        return filters;
    }

    List<Runnable> afterwards() {
        return retained;
    }

    /** SUBACK has one text for all its filters: each reason is told once, so that it ends. Section 3.9.2.1.2. */
    @Nullable
    String meaning() {
        return refusals.isEmpty()
                ? null
                : refusals.stream().map(Reason::meaning).collect(Collectors.joining("; "));
    }
}
