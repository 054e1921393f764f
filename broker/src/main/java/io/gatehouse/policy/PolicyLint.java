package io.gatehouse.policy;

import io.gatehouse.policy.Finding.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds what is legal and probably not meant. Pure; findings are advice and change no decision. */
public final class PolicyLint {
    private final PolicyDocument document;
    private final @Nullable PolicyScope scope;
    private final List<Finding> findings = new ArrayList<>();

    private PolicyLint(PolicyDocument document, @Nullable PolicyScope scope) {
        this.document = document;
        this.scope = scope;
    }

    /** Everything that can be said without knowing the broker's scope; in the order of the document. */
    public static List<Finding> findings(PolicyDocument document) {
        return new PolicyLint(document, null).run();
    }

    /** Also the resources that belong to another partition, region or account. */
    public static List<Finding> findings(PolicyDocument document, PolicyScope scope) {
        return new PolicyLint(document, scope).run();
    }

    private List<Finding> run() {
        Map<String, String> sids = new HashMap<>();
        for (int i = 0; i < document.statements().size(); i++) {
            Statement statement = document.statements().get(i);
            String path = "Statement[" + i + "]";
            String first = statement.sid() == null ? null : sids.putIfAbsent(statement.sid(), path);
            if (first != null) {
                add(
                        Kind.DUPLICATE_SID,
                        path + ".Sid",
                        Quoted.of(String.valueOf(statement.sid())) + " is also the Sid of " + first
                                + "; explanations cannot tell them apart by name");
            }
            actions(path, statement);
            for (int j = 0; j < statement.resources().size(); j++) {
                resource(
                        path + ".Resource[" + j + "]",
                        statement,
                        statement.resources().get(j));
            }
            new TypeLint(findings).check(path, statement);
            conditions(path, statement);
        }
        return List.copyOf(findings);
    }

    private void actions(String path, Statement statement) {
        for (String action : statement.actions()) {
            if (KnownActions.prefixes(action).isEmpty()) {
                add(
                        Kind.UNKNOWN_ACTION,
                        path + ".Action",
                        Quoted.of(action) + " is no action of AWS IoT and never matches"
                                + Quoted.didYouMean(action, KnownActions.all()));
            }
        }
    }

    private void resource(String path, Statement statement, String text) {
        ResourceArn arn = ResourceArn.of(text);
        if (scope != null && arn.isOfService() && !arn.isWithin(scope)) {
            add(
                    Kind.RESOURCE_OUT_OF_SCOPE,
                    path,
                    Quoted.of(text) + " never matches here: this broker's resources begin with " + scope.arn(""));
        }
        switch (statement.effect()) {
            case ALLOW -> allowed(path, statement, arn.name());
            case DENY -> denied(path, statement, text, arn.name());
        }
    }

    private void allowed(String path, Statement statement, Template name) {
        for (String variable : name.variables()) {
            if (!VariableNames.isSubstitutable(variable)) {
                add(
                        Kind.UNKNOWN_VARIABLE,
                        path,
                        "${" + variable + "} never has a value here, so the resource never matches"
                                + Quoted.didYouMean(variable, VariableNames.examples()));
            }
        }
        boolean unconditional = statement.conditions().isEmpty();
        if (unconditional && isBroad(name)) {
            String what =
                    statement.actions().contains("*") || statement.actions().contains("iot:*")
                            ? "allows every action on everything"
                            : "allows " + String.join(", ", statement.actions()) + " on everything of its type";
            add(Kind.BROAD_ALLOW, path, what + "; name the topics or client ids that are needed");
        }
        if (includes(statement, Action.CONNECT) && isTautology(name)) {
            add(
                    Kind.TAUTOLOGICAL_CLIENT_ID,
                    path,
                    "client/${iot:ClientId} allows every client id, because it is compared with itself;"
                            + " use client/${iot:Connection.Thing.ThingName}");
        } else if (name.variables().contains(VariableNames.CLIENT_ID) && clientIdIsFree()) {
            add(
                    Kind.CLIENT_CHOSEN_VARIABLE,
                    path,
                    "the client chooses ${iot:ClientId}, and this document lets it choose any; use"
                            + " ${iot:Connection.Thing.ThingName}, or allow iot:Connect for certain client ids only");
        }
    }

    private void denied(String path, Statement statement, String text, Template name) {
        if (text.indexOf('+') >= 0 || text.indexOf('#') >= 0) {
            add(
                    Kind.MQTT_WILDCARD_IN_DENY,
                    path,
                    Quoted.of(text) + " denies only the filter spelled like this: + and # are literal in policies;"
                            + " use * and ?");
        }
        List<String> uncertain = name.variables().stream()
                .filter(variable -> !VariableNames.isAlwaysPresent(variable))
                .toList();
        if (!uncertain.isEmpty()) {
            add(
                    Kind.DENY_DEPENDS_ON_VARIABLE,
                    path,
                    "does not apply to a connection for which " + String.join(", ", uncertain) + " has no value");
        }
        String prefix = Action.SUBSCRIBE.resourcePrefix();
        if (includes(statement, Action.SUBSCRIBE) && name.leadingLiteral().startsWith(prefix)) {
            String rest = text.substring(text.indexOf(prefix) + prefix.length());
            if (!rest.equals("*") && !receiveIsDenied(rest)) {
                add(
                        Kind.DENY_AVOIDED_BY_WILDCARD_FILTER,
                        path,
                        "is avoided by a filter with + or # that reaches the same topics;"
                                + " deny iot:Receive on topic/" + rest + " too");
            }
        }
    }

    private void conditions(String path, Statement statement) {
        if (statement.effect() == Effect.DENY) {
            return;
        }
        for (Condition condition : statement.conditions()) {
            ConditionOperator operator = condition.operator();
            boolean trueIfMissing = operator.ifExists()
                    || operator.quantifier() == ConditionOperator.Quantifier.FOR_ALL_VALUES
                    || (operator.quantifier() == ConditionOperator.Quantifier.SINGLE
                            && operator.comparison().isNegated());
            if (trueIfMissing && !VariableNames.isAlwaysPresent(condition.key())) {
                add(
                        Kind.CONDITION_HOLDS_WITHOUT_KEY,
                        path + ".Condition." + operator.text(),
                        "also holds for a connection without " + condition.key() + "; add \"Null\": {\""
                                + condition.key() + "\": \"false\"} if that is not meant");
            }
        }
    }

    /** True where an Allow of the document leaves the client its choice of client id. */
    private boolean clientIdIsFree() {
        return document.statements().stream()
                .filter(statement -> statement.effect() == Effect.ALLOW && includes(statement, Action.CONNECT))
                .flatMap(statement -> statement.resources().stream())
                .map(text -> ResourceArn.of(text).name())
                .anyMatch(name -> isBroadFor(Action.CONNECT, name) || isTautology(name));
    }

    private boolean receiveIsDenied(String rest) {
        return document.statements().stream()
                .filter(statement -> statement.effect() == Effect.DENY && includes(statement, Action.RECEIVE))
                .flatMap(statement -> statement.resources().stream())
                .anyMatch(text -> text.equals("*")
                        || text.endsWith(":" + Action.RECEIVE.resourcePrefix() + rest)
                        || text.endsWith(":" + Action.RECEIVE.resourcePrefix() + "*"));
    }

    private static boolean isBroad(Template name) {
        for (Action action : Action.values()) {
            if (isBroadFor(action, name)) {
                return true;
            }
        }
        return false;
    }

    /** {@code *} or {@code topic/*}: whatever the name, it matches. */
    private static boolean isBroadFor(Action action, Template name) {
        Glob glob = name.hasVariables() ? null : name.glob(_ -> null);
        String prefix = action.resourcePrefix();
        return glob != null
                && (glob.isAny()
                        || (name.leadingLiteral().equals(prefix)
                                && glob.matches(prefix)
                                && glob.matches(prefix + "any name, however odd")));
    }

    private static boolean isTautology(Template name) {
        Glob glob = name.glob(variable -> variable.equals(VariableNames.CLIENT_ID) ? "own" : null);
        return glob != null
                && name.variables().contains(VariableNames.CLIENT_ID)
                && glob.matches(Action.CONNECT.resourcePrefix() + "own");
    }

    private static boolean includes(Statement statement, Action action) {
        return statement.actions().stream().anyMatch(text -> KnownActions.includes(text, action));
    }

    private void add(Kind kind, String path, String message) {
        findings.add(new Finding(kind, path, message));
    }
}
