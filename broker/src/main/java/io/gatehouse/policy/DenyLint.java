package io.gatehouse.policy;

import io.gatehouse.mqtt.TopicFilter;
import io.gatehouse.policy.Finding.Kind;
import java.util.List;
import java.util.function.Consumer;

/** Finds in Deny statements what denies less than was meant. */
final class DenyLint {
    private final List<LintedStatement> statements;
    private final Containment containment;
    private final Consumer<Finding> findings;

    DenyLint(List<LintedStatement> statements, Containment containment, Consumer<Finding> findings) {
        this.statements = statements;
        this.containment = containment;
        this.findings = findings;
    }

    void check(LintedStatement linted) {
        for (int i = 0; i < linted.arns().size(); i++) {
            String text = linted.statement().resources().get(i);
            ResourceArn arn = linted.arns().get(i);
            literalWildcards(linted.resourcePath(i), text, arn.name());
            uncertain(linted.resourcePath(i), arn.name());
            if (linted.includes(Action.SUBSCRIBE)) {
                avoided(linted, i, text, arn.name());
            }
        }
    }

    private void literalWildcards(String path, String text, Template name) {
        String literal = name.literalText();
        if (literal.indexOf('+') >= 0 || literal.indexOf('#') >= 0) {
            add(
                    Kind.MQTT_WILDCARD_IN_DENY,
                    path,
                    Quoted.of(text) + " denies only what is spelled like this: + and # are literal in policies",
                    "write * for any text, slashes included, such as " + Quoted.of(withTextWildcards(text)));
        }
    }

    private void uncertain(String path, Template name) {
        List<String> uncertain = name.variables().stream()
                .filter(variable -> !VariableNames.isAlwaysPresent(variable))
                .toList();
        if (!uncertain.isEmpty()) {
            add(
                    Kind.DENY_DEPENDS_ON_VARIABLE,
                    path,
                    "does not apply to a connection for which " + String.join(", ", uncertain) + " has no value",
                    "write * in its place, or see that no statement allows the resource to such a connection");
        }
    }

    private void avoided(LintedStatement linted, int resource, String text, Template name) {
        String prefix = Action.SUBSCRIBE.resourcePrefix();
        if (!name.leadingLiteral().startsWith(prefix)) {
            return;
        }
        String filter = text.substring(text.indexOf(prefix) + prefix.length());
        boolean everyFilter =
                containment.covers(linted.patterns().get(resource).name(), containment.pattern(prefix + "*"));
        if (everyFilter || filter.startsWith(TopicFilter.SHARE)) {
            return; // nothing is left to subscribe to, or it is about who may join a group
        }
        String topics = Action.RECEIVE.resourcePrefix() + withTextWildcards(filter);
        if (!receiveIsDenied(linted, text.substring(0, text.indexOf(prefix)) + topics)) {
            add(
                    Kind.DENY_AVOIDED_BY_WILDCARD_FILTER,
                    linted.resourcePath(resource),
                    "is avoided by a filter with + or # that reaches the same topics",
                    "deny iot:Receive on " + topics + " too");
        }
    }

    private boolean receiveIsDenied(LintedStatement denial, String topics) {
        if (ResourceArn.problem(topics) != null) {
            return false; // a # that was part of a variable's name
        }
        Containment.Arn wanted = containment.arn(ResourceArn.of(topics));
        return statements.stream()
                .filter(linted -> linted.isDeny() && linted.includes(Action.RECEIVE) && linted.appliesWhenever(denial))
                .flatMap(linted -> linted.patterns().stream())
                .anyMatch(pattern -> containment.covers(pattern, wanted));
    }

    /** What was most likely meant by {@code +} and {@code #}. */
    private static String withTextWildcards(String text) {
        return text.replace('+', '*').replace('#', '*');
    }

    private void add(Kind kind, String path, String message, String instead) {
        findings.accept(new Finding(kind, path, message, instead));
    }
}
