package io.gatehouse.policy;

import io.gatehouse.mqtt.TopicFilter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one connection by the action they are about, Deny first. Immutable; {@link #NONE} is shared.
 *
 * <p>A thousand statements are mostly about other actions and other types of resources: those are left out here, once,
 * and not skipped at every question.
 */
@SuppressWarnings("EnumOrdinal") // a table within one process, and on the way of every message
final class RulesByAction {
    private static final Rule[] NO_RULES = {};

    /** Allows nothing. */
    static final RulesByAction NONE = new RulesByAction(new Rule[Action.values().length][0]);

    private static final Action[] ACTIONS = Action.values();
    private final Rule[][] rules; // by the ordinal of the action

    private RulesByAction(Rule[][] rules) {
        this.rules = rules;
    }

    static RulesByAction bind(List<CompiledPolicy> policies, Substitution substitution) {
        List<Rule> denials = new ArrayList<>();
        List<Rule> allowances = new ArrayList<>();
        for (CompiledPolicy policy : policies) {
            for (CompiledStatement statement : policy.statements()) {
                Rule rule = statement.bind(substitution);
                if (rule != null) {
                    (rule.origin().effect() == Effect.DENY ? denials : allowances).add(rule);
                }
            }
        }
        denials.addAll(allowances);
        if (denials.isEmpty()) {
            return NONE;
        }
        Rule[][] rules = new Rule[ACTIONS.length][];
        List<Rule> about = new ArrayList<>(denials.size());
        for (Action action : ACTIONS) {
            about.clear();
            for (Rule rule : denials) {
                if (rule.isAbout(action)) {
                    about.add(rule);
                }
            }
            rules[action.ordinal()] = about.toArray(NO_RULES);
        }
        return new RulesByAction(rules);
    }

    /** The rule that decides, or {@code null} where none matches. */
    @Nullable
    Rule deciding(Action action, String name) {
        String inner = action == Action.SUBSCRIBE ? innerFilter(name) : null;
        for (Rule rule : rules[action.ordinal()]) {
            if (rule.hasResource(action, name) || (inner != null && deniesInner(rule, inner))) {
                return rule;
            }
        }
        return null;
    }

    /** True where a Deny is about the filter inside a shared subscription. */
    static boolean deniesInner(Rule rule, String inner) {
        return rule.origin().effect() == Effect.DENY && rule.hasResource(Action.SUBSCRIBE, inner);
    }

    /** What is matched of {@code $share/group/filter}, or {@code null} for an ordinary filter. [MQTT-4.8.2-1] */
    static @Nullable String innerFilter(String filter) {
        if (!filter.startsWith(TopicFilter.SHARE)) {
            return null;
        }
        int slash = filter.indexOf('/', TopicFilter.SHARE.length());
        return slash < 0 ? null : filter.substring(slash + 1);
    }
}
