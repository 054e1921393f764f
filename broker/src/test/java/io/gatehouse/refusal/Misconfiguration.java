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

    /** What is said where no statement is about it. */
    static final String NO_STATEMENT = "no statement matched";

    /** @param difference of that statement of the scene's policy from what would allow it */
    static String nearest(int statement, String difference) {
        return NO_STATEMENT + "; nearest: policy {name}, Statement[" + statement + "]: " + difference;
    }

    /** @param resource of that statement, which needs the name of a thing */
    static String noThing(int statement, String resource) {
        String variable = "iot:Connection.Thing.ThingName";
        return nearest(
                statement,
                "\"arn:aws:iot:local:000000000000:" + resource + "\" matches nothing, because of " + variable
                        + " (expected: a value that may be put in); without a value: " + variable);
    }

    static String deniedBy(int statement) {
        return "denied by policy {name}, Statement[" + statement + "]";
    }

    /** @param decision how the policies are said to have decided, to the letter; {@code {name}} is the scene's */
    Misconfiguration because(String decision) {
        Script saying = scene -> script.play(scene).saying(decision.replace("{name}", scene.name()));
        return new Misconfiguration(name, reason, outcome, setting, answer, saying);
    }

    @Override
    public String toString() {
        return reason + ": " + name;
    }
}
