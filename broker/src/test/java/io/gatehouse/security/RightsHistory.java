package io.gatehouse.security;

import io.gatehouse.RunningBroker;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.PolicyDocument;
import io.gatehouse.policy.SlowEvaluator;
import io.gatehouse.policy.Variables;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * Who had which rights when, by the slow evaluator. A version begins before its change is asked for, and is over when
 * the next one has settled: between these two moments of a change the broker may act by either. Written by one thread,
 * asked by any. Times are those of {@link System#nanoTime}.
 */
final class RightsHistory {
    private final List<Version> versions = new CopyOnWriteArrayList<>();

    /** What one client may do while one version lasts. */
    record Rights(List<PolicyDocument> documents, Variables variables) {
        Rights {
            documents = List.copyOf(documents);
        }

        boolean allow(Action action, String name) {
            return new SlowEvaluator(RunningBroker.SCOPE, variables)
                    .decide(documents, action, name)
                    .isAllowed();
        }

        boolean allowPublish(String topic, boolean retain) {
            return allow(Action.PUBLISH, topic) && (!retain || allow(Action.RETAIN_PUBLISH, topic));
        }
    }

    private static final class Version {
        private final long begun = System.nanoTime();
        private final Map<String, Rights> ofClient;
        private volatile long over = Long.MAX_VALUE;

        private Version(Map<String, Rights> ofClient) {
            this.ofClient = Map.copyOf(ofClient);
        }

        private Rights of(String clientId) {
            return Objects.requireNonNull(ofClient.get(clientId), clientId);
        }
    }

    /** A change to these rights is about to be asked for. */
    void begins(Map<String, Rights> ofClient) {
        versions.add(new Version(ofClient));
    }

    /** The last change has reached every session. */
    void settled() {
        long now = System.nanoTime();
        for (int i = versions.size() - 2; i >= 0 && versions.get(i).over == Long.MAX_VALUE; i--) {
            versions.get(i).over = now;
        }
    }

    /** The rights by the last version. */
    Rights now(String clientId) {
        return versions.getLast().of(clientId);
    }

    /** Whether any version that was in force at some time from {@code from} to {@code to} says so. */
    boolean sometime(String clientId, long from, long to, Predicate<Rights> question) {
        for (int i = versions.size() - 1; i >= 0 && versions.get(i).over >= from; i--) {
            Version version = versions.get(i);
            if (version.begun <= to && question.test(version.of(clientId))) {
                return true;
            }
        }
        return false;
    }
}
