package io.gatehouse.policy;

import io.gatehouse.loop.LoopBenchmark;
import io.gatehouse.mqtt.Topic;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * May this connection publish here? The statement that allows it is the last one, and where none does, all were asked.
 * The budget: remembered under 30 ns without an object, decided among 10 statements under 1 µs.
 */
public class DecisionBenchmark extends LoopBenchmark {
    private static final PolicyScope SCOPE = new PolicyScope("aws", "local", "000000000000");
    private static final int TOPICS = 4096; // sixty-four times as many as are remembered

    @Param({"1", "10", "100", "1000"})
    public int statements = 10;

    @Param({"false", "true"})
    public boolean variables;

    private final Topic hot = Topic.of("press-4/plant/7/pressure");
    private final Topic[] topics = new Topic[TOPICS];
    private final Topic[] strange = new Topic[TOPICS];
    private Permissions permissions;
    private int next;

    @Setup
    public void prepare() {
        StringBuilder document = new StringBuilder("{\"Version\":\"2012-10-17\",\"Statement\":[");
        for (int i = 1; i < statements; i++) {
            document.append(statement(SCOPE.arn("topic/other-" + i + "/*"))).append(',');
        }
        String own = variables ? "topic/${iot:Connection.Thing.ThingName}/*" : "topic/press-4/*";
        permissions =
                bind(document.append(statement(SCOPE.arn(own))).append("]}").toString());
        for (int i = 0; i < TOPICS; i++) {
            topics[i] = Topic.of("press-4/plant/7/pressure-" + i);
            strange[i] = Topic.of("press-5/plant/7/pressure-" + i);
        }
        check();
    }

    private void check() {
        boolean asWritten = remembered() && !permissions.mayPublish(Topic.of("press-5/plant"));
        for (int i = 0; i < TOPICS; i++) {
            asWritten &= decided();
        }
        for (int i = 0; i < TOPICS; i++) {
            asWritten &= !missed();
        }
        if (!asWritten || ofAnotherAction() != Decision.IMPLICIT_DENY) {
            throw new IllegalStateException("permissions: not as written (expected: press-4 may publish, and no more)");
        }
        if (!explained().contains("press-5")) {
            throw new IllegalStateException("explained: " + explained() + " (expected: what is wrong with press-5)");
        }
    }

    private static String statement(String arn) {
        return "{\"Effect\":\"Allow\",\"Action\":\"iot:Publish\",\"Resource\":\"" + arn + "\"}";
    }

    static Permissions bind(String json) {
        PolicyLimits limits = PolicyLimits.EXTENDED.withMaxCharacters(200_000); // a thousand statements
        PolicyDocument document = switch (PolicyParser.parse(json, limits)) {
            case PolicyParse.Parsed(PolicyDocument parsed) -> parsed;
            case PolicyParse.Malformed(List<Problem> problems) ->
                throw new IllegalStateException("policy: " + problems);
        };
        Variables values = Variables.of(Map.of(VariableNames.THING_NAME, List.of("press-4")));
        return Permissions.bind(List.of(CompiledPolicy.compile("bench", document, SCOPE)), values);
    }

    /** The topic the device always publishes to. */
    @Benchmark
    public boolean remembered() {
        return permissions.mayPublish(hot);
    }

    /** A topic that has to be decided, and pushes another one out of memory. */
    @Benchmark
    public boolean decided() {
        return permissions.mayPublish(following(topics));
    }

    /** As {@link #decided}, and no statement allows it. */
    @Benchmark
    public boolean missed() {
        return permissions.mayPublish(following(strange));
    }

    private Topic following(Topic[] all) {
        next = (next + 1) % TOPICS;
        return all[next];
    }

    /** Another action of the same rights: the statements about publishing are not looked at. */
    @Benchmark
    public Decision ofAnotherAction() {
        return permissions.decide(Action.CONNECT, "press-4");
    }

    /** What a refusal says: a walk over every statement, and the search for the nearest. */
    @Benchmark
    public String explained() {
        return permissions.explain(Action.PUBLISH, "press-5/plant").text();
    }
}
