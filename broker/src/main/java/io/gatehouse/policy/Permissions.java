package io.gatehouse.policy;

import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import java.util.List;

public final class Permissions {
    public static final Permissions NONE = new Permissions();

    private Permissions() {}

    public static Permissions bind(List<CompiledPolicy> policies, Variables variables) {
        return NONE;
    }

    public Decision decide(Action action, String name) {
        return Decision.IMPLICIT_DENY;
    }

    public boolean mayConnect(String clientId) {
        return false;
    }

    public boolean mayPublish(Topic topic) {
        return false;
    }

    public boolean mayRetain(Topic topic) {
        return false;
    }

    public boolean mayReceive(Topic topic) {
        return false;
    }

    public boolean maySubscribe(TopicFilter filter) {
        return false;
    }

    public Explanation explain(Action action, String name) {
        return new Explanation(Decision.IMPLICIT_DENY, null, -1, null, List.of());
    }
}
