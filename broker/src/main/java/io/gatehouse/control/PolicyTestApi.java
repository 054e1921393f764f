package io.gatehouse.control;

import io.gatehouse.policy.Action;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The operation that simulates what a device may do, and its shapes: those of AWS's TestAuthorization ({@code iot}
 * 2015-05-28), and beside them what its answer leaves open.
 */
public final class PolicyTestApi {
    public static final Operation<Test, Tested> TEST = new Operation<>("policy/test", Test.class, Tested.class);

    /** Of one request, as at AWS. */
    public static final int MOST_AUTH_INFOS = 10;

    static final int MOST_RESOURCES = 10;
    static final int MOST_POLICIES = 10;

    private PolicyTestApi() {}

    /**
     * Who would connect, and what it would do then.
     *
     * @param certificate an id, or a beginning of at least 8 characters that only one has; {@code null} where
     *     {@code thing} is set and has one certificate
     * @param thing the one the connection is to stand for
     * @param clientId {@code null} for the thing's name
     * @param sourceIp {@code null} leaves it open, so that conditions about it find no value
     * @param persistent whether the CONNECT asks for a session that outlives the connection
     * @param lastWill whether the CONNECT has a will
     * @param policyNamesToAdd counted as well
     * @param policyNamesToSkip not counted
     * @param documentsToAdd counted as well, stored or not
     */
    public record Test(
            @Nullable String certificate,
            @Nullable String thing,
            @Nullable String clientId,
            @Nullable String sourceIp,
            boolean persistent,
            boolean lastWill,
            List<AuthInfo> authInfos,
            List<String> policyNamesToAdd,
            List<String> policyNamesToSkip,
            List<PolicyApi.Put> documentsToAdd) {
        public Test {
            authInfos = list("authInfos", authInfos, MOST_AUTH_INFOS);
            policyNamesToAdd = list("policyNamesToAdd", policyNamesToAdd, MOST_POLICIES);
            policyNamesToSkip = list("policyNamesToSkip", policyNamesToSkip, MOST_POLICIES);
            documentsToAdd = list("documentsToAdd", documentsToAdd, MOST_POLICIES);
            if (certificate == null && thing == null) {
                throw new ShapeException("certificate: missing (expected: it or a thing)");
            }
            if (sourceIp != null && !isAddress(sourceIp)) {
                throw new ShapeException("sourceIp: " + sourceIp + " (expected: an IP address)");
            }
            if (authInfos.isEmpty()) {
                throw new ShapeException("authInfos: 0 (expected: 1 to " + MOST_AUTH_INFOS + ")");
            }
        }
    }

    private static boolean isAddress(String text) {
        if (text.indexOf(':') < 0 && text.chars().filter(c -> c == '.').count() != 3) {
            return false; // 10.1 would be read as 10.0.0.1
        }
        try {
            var _ = InetAddress.ofLiteral(text);
            return true;
        } catch (IllegalArgumentException none) {
            return false;
        }
    }

    /**
     * One action on some resources.
     *
     * @param actionType CONNECT, PUBLISH, RETAIN_PUBLISH, SUBSCRIBE or RECEIVE
     * @param resources ARNs, or what follows the fifth colon, or names; none is the client id, for CONNECT only
     */
    public record AuthInfo(String actionType, List<String> resources) {
        public AuthInfo {
            Shape.text("actionType", actionType, 32);
            resources = list("resources", resources, MOST_RESOURCES);
            action(actionType);
        }

        /** Of AWS's names and {@code RETAIN_PUBLISH}, which AWS's tool does not know. */
        private static Action action(String name) {
            for (Action action : Action.ofMqtt()) {
                if (action.name().equals(name)) {
                    return action;
                }
            }
            List<String> names = new ArrayList<>();
            for (Action action : Action.ofMqtt()) {
                names.add(action.name());
            }
            throw new ShapeException("actionType: " + name + " (expected: " + String.join(", ", names) + ")");
        }

        Action action() {
            return action(actionType);
        }
    }

    /**
     * What the device could do.
     *
     * @param certificate its id
     * @param thing the connection would stand for
     * @param policies that count
     * @param gate {@code null} where its CONNECT would be answered with success, else why not; policies are asked
     *     either way
     * @param unknown what this way of asking cannot tell; {@code null} where nothing is left open, beside the broker
     */
    public record Tested(
            String certificate,
            String clientId,
            @Nullable String thing,
            List<String> policies,
            @Nullable Gate gate,
            List<AuthResult> authResults,
            @Nullable List<String> unknown) {}

    /** A CONNECT that would be refused: by a reason of docs/reasons.md. */
    public record Gate(String reason, String detail) {}

    /**
     * One answer.
     *
     * @param authDecision ALLOWED, EXPLICIT_DENY or IMPLICIT_DENY; of several resources the worst
     * @param missingContextValues variables and condition keys without a value that statements asked for
     * @param resources the answer for each, with its statements
     */
    public record AuthResult(
            AuthInfo authInfo,
            Allowed allowed,
            Denied denied,
            String authDecision,
            List<String> missingContextValues,
            List<ResourceResult> resources) {}

    public record Allowed(List<PolicyRef> policies) {}

    public record Denied(Implicit implicitDeny, Explicit explicitDeny) {}

    /**
     * Nobody denied it, nobody allowed it.
     *
     * @param policies that were asked and said nothing
     */
    public record Implicit(List<PolicyRef> policies) {}

    public record Explicit(List<PolicyRef> policies) {}

    public record PolicyRef(String policyName, String policyArn) {}

    /**
     * The answer for one resource.
     *
     * @param resource ARN
     * @param statements all that matched, Deny first
     * @param withheld variables with a value that may not be put in, see docs/policies.md
     * @param nearest where nothing matched: the statement that was nearest to it and what differs
     */
    public record ResourceResult(
            String resource,
            String decision,
            List<Matched> statements,
            List<String> missing,
            List<String> withheld,
            @Nullable String nearest) {}

    /**
     * A statement that matched.
     *
     * @param statement index from 0
     */
    public record Matched(
            String effect,
            String policy,
            int statement,
            @Nullable String sid) {}

    private static <T> List<T> list(String name, @Nullable List<T> given, int most) {
        if (given == null) {
            return List.of();
        }
        if (given.size() > most || given.stream().anyMatch(Objects::isNull)) {
            throw new ShapeException(
                    name + ": " + given.size() + " (expected: at most " + most + ", none of them null)");
        }
        return List.copyOf(given);
    }
}
