package io.gatehouse.policy;

import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one connection may do: every policy that applies to it, with its variables put in and its conditions settled.
 * Confined to the loop of its session, because it remembers decisions; {@link #NONE} remembers nothing and is shared.
 *
 * <p>Made anew when a policy, an attachment or the thing changes: it never learns of a change by itself, and nothing it
 * remembers outlives it. That is how a decision is never older than the rights it was made from.
 *
 * <p><b>Order.</b> A matching Deny wins, else a matching Allow, else it is denied. The rules are kept Deny first, so
 * the first that matches decides.
 *
 * <p><b>Shared subscriptions.</b> Asked about is the whole text, {@code $share/group/filter}, as at AWS: an Allow of
 * the filter alone does not let a device take messages away from the members of a group. Stricter than AWS, a Deny of
 * the filter inside refuses too, so {@code secret/*} is not got around by joining a group.
 *
 * <p><b>Memory.</b> Rules without variables and conditions are shared by all connections. The decisions about topics
 * are remembered in a small table that is made at the first question, since most connections are idle.
 *
 * <p><b>Failure.</b> An exception while binding makes permissions that allow nothing and carry it ({@link #defect});
 * one while deciding is a denial.
 */
public final class Permissions {
    /** Allows nothing. */
    public static final Permissions NONE = new Permissions(new Rule[0], List.of(), Variables.NONE, null);

    private static final int REMEMBERED = 64; // a power of two
    /** A remembered topic stays in memory as long as the connection; a long one is worth a new decision. */
    private static final int LONGEST_REMEMBERED = 256;

    private static final Rule[] NO_RULES = {};
    private static final String SHARE = "$share/";

    private static final int UNKNOWN = 0;
    private static final int ALLOWED = 1;
    private static final int DENIED = 2;

    private final Rule[] rules; // Deny first
    private final List<CompiledPolicy> policies;
    private final Variables variables;
    private final @Nullable RuntimeException defect;

    // Direct-mapped by the topic's hash: topics[i] with two bits for each action in decisions[i].
    private @Nullable Topic @Nullable [] topics;
    private byte @Nullable [] decisions;

    private Permissions(
            Rule[] rules, List<CompiledPolicy> policies, Variables variables, @Nullable RuntimeException defect) {
        this.rules = rules;
        this.policies = policies;
        this.variables = variables;
        this.defect = defect;
    }

    /**
     * Settles what the policies mean for one connection.
     *
     * @param policies of its certificate and of the groups of its thing, in any order
     * @param variables asked now, and again by {@link #explain}
     */
    public static Permissions bind(List<CompiledPolicy> policies, Variables variables) {
        try {
            Substitution substitution = new Substitution(variables);
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
            return new Permissions(denials.toArray(NO_RULES), List.copyOf(policies), variables, null);
        } catch (RuntimeException e) {
            // A Deny may be among what could not be settled: better nothing is allowed.
            return new Permissions(NO_RULES, List.copyOf(policies), variables, e);
        }
    }

    /** The defect that made these permissions allow nothing, or {@code null}. The caller logs it. */
    public @Nullable RuntimeException defect() {
        return defect;
    }

    public boolean mayConnect(String clientId) {
        return decide(Action.CONNECT, clientId).isAllowed();
    }

    public boolean mayPublish(Topic topic) {
        return remembered(Action.PUBLISH, topic);
    }

    /** Whether a PUBLISH to the topic may have RETAIN; asked on top of {@link #mayPublish}. */
    public boolean mayRetain(Topic topic) {
        return remembered(Action.RETAIN_PUBLISH, topic);
    }

    public boolean mayReceive(Topic topic) {
        return remembered(Action.RECEIVE, topic);
    }

    public boolean maySubscribe(TopicFilter filter) {
        return decide(Action.SUBSCRIBE, filter.text()).isAllowed();
    }

    /**
     * Decides without remembering.
     *
     * @param name the client id, topic, or text of the filter; without {@code topic/} and the like
     */
    public Decision decide(Action action, String name) {
        try {
            return decisionOf(deciding(action, name));
        } catch (RuntimeException e) {
            return Decision.IMPLICIT_DENY;
        }
    }

    /** Decides, and says which statement did. For refusals and tools, not for every message. */
    public Explanation explain(Action action, String name) {
        try {
            Rule rule = deciding(action, name);
            Set<String> missing = new LinkedHashSet<>();
            Substitution substitution = new Substitution(variables);
            for (CompiledPolicy policy : policies) {
                policy.statements().forEach(statement -> statement.addMissing(action, substitution, missing));
            }
            List<String> missed = List.copyOf(missing);
            if (rule == null) {
                return new Explanation(Decision.IMPLICIT_DENY, null, -1, null, missed);
            }
            Rule.Origin origin = rule.origin();
            return new Explanation(decisionOf(rule), origin.policy(), origin.statement(), origin.sid(), missed);
        } catch (RuntimeException e) {
            return new Explanation(Decision.IMPLICIT_DENY, null, -1, null, List.of());
        }
    }

    private static Decision decisionOf(@Nullable Rule rule) {
        if (rule == null) {
            return Decision.IMPLICIT_DENY;
        }
        return switch (rule.origin().effect()) {
            case ALLOW -> Decision.ALLOWED;
            case DENY -> Decision.EXPLICIT_DENY;
        };
    }

    private @Nullable Rule deciding(Action action, String name) {
        String inner = action == Action.SUBSCRIBE ? innerFilter(name) : null;
        for (Rule rule : rules) {
            if (rule.matches(action, name)
                    || (inner != null && rule.origin().effect() == Effect.DENY && rule.matches(action, inner))) {
                return rule;
            }
        }
        return null;
    }

    /** What is matched of {@code $share/group/filter}, or {@code null} for an ordinary filter. [MQTT-4.8.2-1] */
    private static @Nullable String innerFilter(String filter) {
        if (!filter.startsWith(SHARE)) {
            return null;
        }
        int slash = filter.indexOf('/', SHARE.length());
        return slash < 0 ? null : filter.substring(slash + 1);
    }

    private boolean remembered(Action action, Topic topic) {
        if (rules.length == 0) {
            return false; // also keeps NONE without state
        }
        if (topic.name().length() > LONGEST_REMEMBERED) {
            return decide(action, topic.name()).isAllowed();
        }
        @Nullable Topic[] keys = topics;
        byte[] known = decisions;
        if (keys == null || known == null) {
            keys = new Topic[REMEMBERED];
            known = new byte[REMEMBERED];
            topics = keys;
            decisions = known;
        }
        int hash = topic.hashCode();
        int slot = (hash ^ (hash >>> 8) ^ (hash >>> 16)) & (REMEMBERED - 1);
        int shift = shiftOf(action);
        if (!topic.equals(keys[slot])) {
            keys[slot] = topic;
            known[slot] = 0;
        }
        int decision = (known[slot] >> shift) & 3;
        if (decision == UNKNOWN) {
            decision = decide(action, topic.name()).isAllowed() ? ALLOWED : DENIED;
            known[slot] |= (byte) (decision << shift);
        }
        return decision == ALLOWED;
    }

    private static int shiftOf(Action action) {
        return switch (action) {
            case PUBLISH -> 0;
            case RECEIVE -> 2;
            case RETAIN_PUBLISH -> 4;
            case CONNECT, SUBSCRIBE ->
                throw new IllegalArgumentException("action: " + action + " (expected: one on topics)");
        };
    }
}
