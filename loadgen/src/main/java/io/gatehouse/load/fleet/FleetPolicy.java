package io.gatehouse.load.fleet;

import io.gatehouse.control.FleetApi;
import java.util.regex.Pattern;

/**
 * The policy that the devices of a fleet have in common.
 *
 * @param document JSON, against the scope of one broker
 */
public record FleetPolicy(String name, String document) {
    private static final Pattern RUN = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

    /**
     * What every scenario needs and no more: a device connects as its own thing, and publishes, subscribes and receives
     * under {@link #topics}, retained messages and shared subscriptions included.
     *
     * @param run names the policy and its topics, so that runs beside each other do not hear each other
     */
    public static Attempt<FleetPolicy> ofRun(String run, FleetApi.Target broker) {
        if (!RUN.matcher(run).matches()) {
            return Attempt.failed(Problem.input(
                    "run: " + run + " (expected: 1 to 64 of a-z A-Z 0-9 _ -)", "take another name for the run"));
        }
        String document = """
                {"Version":"2012-10-17","Statement":[
                 {"Sid":"ConnectAsItself","Effect":"Allow","Action":"iot:Connect",
                  "Resource":"%1$sclient/${iot:Connection.Thing.ThingName}"},
                 {"Sid":"UseTopicsOfTheRun","Effect":"Allow",
                  "Action":["iot:Publish","iot:RetainPublish","iot:Receive"],"Resource":"%1$stopic/%2$s*"},
                 {"Sid":"SubscribeToTopicsOfTheRun","Effect":"Allow","Action":"iot:Subscribe",
                  "Resource":["%1$stopicfilter/%2$s*","%1$stopicfilter/$share/*/%2$s*"]}]}
                """.formatted(broker.arnPrefix(), topics(run));
        return Attempt.done(new FleetPolicy("load-" + run, document));
    }

    /** What the topics of a run begin with: {@code load/RUN/}. */
    public static String topics(String run) {
        return "load/" + run + "/";
    }
}
