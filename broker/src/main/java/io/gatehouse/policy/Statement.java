package io.gatehouse.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One statement: it matches a request when one action, one resource and every condition match.
 *
 * @param sid the optional name of the statement
 * @param actions one or more of {@code iot:Publish}, {@code iot:*}, {@code *}
 * @param resources one or more of {@code *}, {@code arn:aws:iot:…}
 * @param conditions all of them must hold; empty is no condition
 */
public record Statement(
        @Nullable String sid, Effect effect, List<String> actions, List<String> resources, List<Condition> conditions) {
    public Statement {
        actions = List.copyOf(actions);
        resources = List.copyOf(resources);
        conditions = List.copyOf(conditions);
    }
}
