package io.gatehouse.policy;

import io.gatehouse.policy.Finding.Kind;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Finds in Allow statements what allows more than was meant, or nothing at all. */
final class AllowLint {
    /** Filters without a text in them: every topic, or nearly. */
    private static final Set<String> BROAD_FILTERS = Set.of("#", "+/#");

    private static final String EVERY_NAME = "?*"; // none is empty

    private final Containment containment;
    private final Consumer<Finding> findings;
    private final boolean anyClientId;

    AllowLint(List<LintedStatement> statements, Containment containment, Consumer<Finding> findings) {
        this.containment = containment;
        this.findings = findings;
        this.anyClientId = statements.stream().anyMatch(this::allowsAnyClientId);
    }

    void check(LintedStatement linted) {
        for (int i = 0; i < linted.arns().size(); i++) {
            Template name = linted.arns().get(i).name();
            String path = linted.resourcePath(i);
            variables(path, name);
            if (linted.statement().conditions().isEmpty()) {
                broad(path, linted, name, linted.patterns().get(i).name());
            }
            clientId(path, linted, name);
            impossible(path, name);
        }
    }

    private void variables(String path, Template name) {
        for (String variable : name.variables()) {
            if (!VariableNames.isSubstitutable(variable)) {
                add(
                        Kind.UNKNOWN_VARIABLE,
                        path,
                        "${" + variable + "} never has a value here, so the resource never matches"
                                + Quoted.didYouMean(variable, VariableNames.examples()),
                        "write a variable of docs/policies.md, or the text itself");
            }
        }
    }

    private void broad(String path, LintedStatement linted, Template name, Containment.Pattern pattern) {
        if (isBroad(linted, pattern)) {
            List<String> actions = linted.statement().actions();
            boolean everything = actions.contains("*") || actions.contains("iot:*");
            add(
                    Kind.BROAD_ALLOW,
                    path,
                    everything
                            ? "allows every action on everything"
                            : "allows " + Quoted.some(actions) + " on everything of its type",
                    "name the topics or client ids that are needed, such as topic/${iot:Connection.Thing.ThingName}/*");
        } else if (isBroadFilter(name)) {
            add(
                    Kind.BROAD_ALLOW,
                    path,
                    "allows a subscription to every topic",
                    "name the first level, such as topicfilter/sensors/#");
        }
    }

    private void clientId(String path, LintedStatement linted, Template name) {
        if (linted.asksWhoItIs()) {
            return;
        }
        if (linted.includes(Action.CONNECT) && isTautology(name)) {
            add(
                    Kind.TAUTOLOGICAL_CLIENT_ID,
                    path,
                    "client/${iot:ClientId} allows every client id, because it is compared with itself",
                    "write client/${iot:Connection.Thing.ThingName}, or add the condition \"Bool\":"
                            + " {\"iot:Connection.Thing.IsAttached\": \"true\"}");
        } else if (name.variables().contains(VariableNames.CLIENT_ID) && anyClientId) {
            add(
                    Kind.CLIENT_CHOSEN_VARIABLE,
                    path,
                    "the client chooses ${iot:ClientId}, and this document lets it choose any",
                    "write ${iot:Connection.Thing.ThingName}, or allow iot:Connect for certain client ids only");
        }
    }

    /** Topics and client ids never have {@code +} or {@code #}; filters do. */
    private void impossible(String path, Template name) {
        String text = name.literalText();
        boolean wildcard = text.indexOf('+') >= 0 || text.indexOf('#') >= 0;
        for (Action action : List.of(Action.PUBLISH, Action.CONNECT)) {
            if (wildcard && name.leadingLiteral().startsWith(action.resourcePrefix())) {
                add(
                        Kind.RESOURCE_NEVER_MATCHES,
                        path,
                        "never matches: + and # are literal in policies, and no "
                                + (action == Action.CONNECT ? "client id" : "topic") + " has one",
                        "write * for them; + and # belong into topicfilter/ resources only");
            }
        }
    }

    /** True where the client keeps its choice of client id. */
    private boolean allowsAnyClientId(LintedStatement linted) {
        if (!linted.isAllow() || !linted.includes(Action.CONNECT) || linted.asksWhoItIs()) {
            return false;
        }
        Containment.Pattern everyClient = containment.pattern(Action.CONNECT.resourcePrefix() + EVERY_NAME);
        return linted.patterns().stream().anyMatch(pattern -> containment.covers(pattern.name(), everyClient))
                || linted.arns().stream().anyMatch(arn -> isTautology(arn.name()));
    }

    /** {@code *}, {@code topic/*} or {@code top*}: whatever name an action is asked about, it matches. */
    private boolean isBroad(LintedStatement linted, Containment.Pattern wide) {
        return linted.prefixes().stream()
                .filter(prefix -> !prefix.isEmpty()) // of those, there is no resource but *
                .anyMatch(prefix -> containment.covers(wide, containment.pattern(prefix + EVERY_NAME)));
    }

    private static boolean isBroadFilter(Template name) {
        String prefix = Action.SUBSCRIBE.resourcePrefix();
        String literal = name.leadingLiteral();
        return name.isLiteral()
                && literal.startsWith(prefix)
                && BROAD_FILTERS.contains(literal.substring(prefix.length()));
    }

    private static boolean isTautology(Template name) {
        Glob glob = name.glob(variable -> variable.equals(VariableNames.CLIENT_ID) ? "own" : null);
        return glob != null
                && name.variables().contains(VariableNames.CLIENT_ID)
                && glob.matches(Action.CONNECT.resourcePrefix() + "own");
    }

    private void add(Kind kind, String path, String message, String instead) {
        findings.accept(new Finding(kind, path, message, instead));
    }
}
