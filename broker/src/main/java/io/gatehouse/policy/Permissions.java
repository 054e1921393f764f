package io.gatehouse.policy;

import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one connection may do: every policy that applies to it, with its variables put in and its conditions settled.
 * Confined to the loop of its session, because it remembers decisions; {@link #NONE} remembers nothing and is shared.
 *
 * <p>Made anew when a policy, an attachment or the thing changes: it never learns of a change by itself, and nothing it
 * remembers outlives it. That is how a decision is never older than the rights it was made from.
 *
 * <p><b>Order.</b> A matching Deny wins, else a matching Allow, else it is denied. The rules are kept by action and,
 * for each, Deny first, so the first that matches decides.
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
    public static final Permissions NONE = new Permissions(RulesByAction.NONE, List.of(), Variables.NONE, null);

    private static final int REMEMBERED = 64; // a power of two
    /** A remembered topic stays in memory as long as the connection; a long one is worth a new decision. */
    private static final int LONGEST_REMEMBERED = 256;

    private static final List<Action> ON_TOPICS = List.of(Action.PUBLISH, Action.RETAIN_PUBLISH, Action.RECEIVE);

    private static final int UNKNOWN = 0;
    private static final int ALLOWED = 1;
    private static final int IMPLICITLY_DENIED = 2;
    private static final int EXPLICITLY_DENIED = 3;

    private final RulesByAction rules;
    private final List<CompiledPolicy> policies;
    private final Variables variables;
    private final @Nullable RuntimeException defect;

    // Direct-mapped by the topic's hash: topics[i] with two bits for each action in decisions[i].
    private @Nullable Topic @Nullable [] topics;
    private byte @Nullable [] decisions;

    private Permissions(
            RulesByAction rules,
            List<CompiledPolicy> policies,
            Variables variables,
            @Nullable RuntimeException defect) {
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
            return new Permissions(RulesByAction.bind(policies, substitution), List.copyOf(policies), variables, null);
        } catch (RuntimeException e) {
            // A Deny may be among what could not be settled: better nothing is allowed.
            return new Permissions(RulesByAction.NONE, List.copyOf(policies), variables, e);
        }
    }

    /**
     * The same rights for one question, which gives a condition key its value. Binds anew: for a request that has such
     * a key, not for every message.
     */
    public Permissions asking(String key, String value) {
        Variables connection = variables;
        List<String> values = List.of(value);
        return bind(policies, name -> name.equals(key) ? values : connection.values(name));
    }

    /** The defect that made these permissions allow nothing, or {@code null}. The caller logs it. */
    public @Nullable RuntimeException defect() {
        return defect;
    }

    public boolean mayConnect(String clientId) {
        return decide(Action.CONNECT, clientId).isAllowed();
    }

    public boolean mayPublish(Topic topic) {
        return decide(Action.PUBLISH, topic).isAllowed();
    }

    /** Whether a PUBLISH to the topic may have RETAIN; asked on top of {@link #mayPublish}. */
    public boolean mayRetain(Topic topic) {
        return decide(Action.RETAIN_PUBLISH, topic).isAllowed();
    }

    public boolean mayReceive(Topic topic) {
        return decide(Action.RECEIVE, topic).isAllowed();
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
            return decisionOf(rules.deciding(action, name));
        } catch (RuntimeException e) {
            return Decision.IMPLICIT_DENY;
        }
    }

    /** Decides, and says which statement did, or which was nearest. For refusals and tools, not for every message. */
    public Explanation explain(Action action, String name) {
        return evaluate(action, name).explanation();
    }

    /**
     * Decides by walking over every statement, without remembering. For refusals and tools, not for every message.
     *
     * @param name as for {@link #decide}
     */
    public Evaluation evaluate(Action action, String name) {
        return StatementWalk.of(explicable(), variables, action, name);
    }

    /** What {@link #explain} would be made from. */
    DenialGrounds grounds(Action action, String name) {
        return new DenialGrounds(explicable(), variables, action, name);
    }

    /** Of policies that could not be bound nothing can be said. */
    private List<CompiledPolicy> explicable() {
        return defect == null ? policies : List.of();
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

    /**
     * Decides about a topic, for every message: what was decided before is remembered.
     *
     * @param action publish, retain or receive
     */
    public Decision decide(Action action, Topic topic) {
        if (rules == RulesByAction.NONE) {
            return Decision.IMPLICIT_DENY; // also keeps NONE without state
        }
        if (topic.name().length() > LONGEST_REMEMBERED) {
            return decide(action, topic.name());
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
        int remembered = (known[slot] >> shift) & 3;
        if (remembered == UNKNOWN) {
            Decision decision = decide(action, topic.name());
            known[slot] |= (byte) (bits(decision) << shift);
            return decision;
        }
        return switch (remembered) {
            case ALLOWED -> Decision.ALLOWED;
            case EXPLICITLY_DENIED -> Decision.EXPLICIT_DENY;
            default -> Decision.IMPLICIT_DENY;
        };
    }

    private static int bits(Decision decision) {
        return switch (decision) {
            case ALLOWED -> ALLOWED;
            case EXPLICIT_DENY -> EXPLICITLY_DENIED;
            case IMPLICIT_DENY -> IMPLICITLY_DENIED;
        };
    }

    /**
     * The decisions that are still remembered, at most 192: what the connection did lately. On the loop of its session.
     */
    public List<Remembered> remembered() {
        @Nullable Topic[] keys = topics;
        byte[] known = decisions;
        if (keys == null || known == null) {
            return List.of();
        }
        List<Remembered> remembered = new ArrayList<>();
        for (int slot = 0; slot < keys.length; slot++) {
            Topic topic = keys[slot];
            for (Action action : ON_TOPICS) {
                if (topic != null && ((known[slot] >> shiftOf(action)) & 3) != UNKNOWN) {
                    remembered.add(new Remembered(action, topic));
                }
            }
        }
        return remembered;
    }

    /** What was decided: that it was asked, not how. */
    public record Remembered(Action action, Topic topic) {}

    private static int shiftOf(Action action) {
        return switch (action) {
            case PUBLISH -> 0;
            case RECEIVE -> 2;
            case RETAIN_PUBLISH -> 4;
            case CONNECT,
                    SUBSCRIBE,
                    GET_RETAINED_MESSAGE,
                    LIST_RETAINED_MESSAGES,
                    GET_CONNECTION,
                    LIST_SUBSCRIPTIONS,
                    DELETE_CONNECTION,
                    GET_PENDING_JOB_EXECUTIONS,
                    START_NEXT_PENDING_JOB_EXECUTION,
                    DESCRIBE_JOB_EXECUTION,
                    UPDATE_JOB_EXECUTION ->
                throw new IllegalArgumentException("action: " + action + " (expected: one of MQTT on topics)");
        };
    }
}
