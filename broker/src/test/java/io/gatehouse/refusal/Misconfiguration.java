package io.gatehouse.refusal;

import io.gatehouse.reason.Reason;

/**
 * One thing that people get wrong, and what it must be called.
 *
 * @param name what is wrong, as a sentence goes on after "refused:"
 * @param answer reason or return code the client gets, {@link Trace#SILENCE} where it gets none
 */
record Misconfiguration(String name, Reason reason, Outcome outcome, Setting setting, int answer, Script script) {
    /** What becomes of it. */
    enum Outcome {
        /** Something is not taken: counted as a refusal, and told in the log. */
        REFUSED,
        /** A message is kept from one receiver, who is not told: counted as dropped, and told in the log. */
        NOT_DELIVERED,
        /** A connection that had been admitted ends: counted as an end, and told in the log. */
        ENDED,
        /** An end of the kind that happens all day: counted, and told at DEBUG. */
        ENDED_QUIETLY
    }

    /** Does it, once, with a client as devices have it. */
    @FunctionalInterface
    interface Script {
        /** Plays the case; answers what to find it by. */
        Trace play(Scene scene) throws Exception;
    }

    static Misconfiguration refused(String name, Reason reason, Script script) {
        return new Misconfiguration(name, reason, Outcome.REFUSED, Setting.EXTENDED, Trace.SILENCE, script);
    }

    static Misconfiguration ended(String name, Reason reason, Script script) {
        return new Misconfiguration(name, reason, Outcome.ENDED, Setting.EXTENDED, Trace.SILENCE, script);
    }

    static Misconfiguration notDelivered(String name, Reason reason, Script script) {
        return new Misconfiguration(name, reason, Outcome.NOT_DELIVERED, Setting.EXTENDED, Trace.SILENCE, script);
    }

    Misconfiguration at(Setting other) {
        return new Misconfiguration(name, reason, outcome, other, answer, script);
    }

    Misconfiguration answered(int code) {
        return new Misconfiguration(name, reason, outcome, setting, code, script);
    }

    Misconfiguration quietly() {
        return new Misconfiguration(name, reason, Outcome.ENDED_QUIETLY, setting, answer, script);
    }

    @Override
    public String toString() {
        return reason + ": " + name;
    }
}
