package io.gatehouse.policy;

import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.JsonValue.JsonString;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one statement. */
final class StatementParser {
    private static final List<String> KEYS = List.of("Sid", "Effect", "Action", "Resource", "Condition");
    private static final int MAX_ACTION = 128;

    private final PolicyParser document;
    private final Problems problems;
    private final PolicyLimits limits;
    private final ConditionParser conditions;

    StatementParser(PolicyParser document, Problems problems, PolicyLimits limits) {
        this.document = document;
        this.problems = problems;
        this.limits = limits;
        this.conditions = new ConditionParser(document, problems);
    }

    /** The statement, or {@code null} where it is no object or has no effect; problems are reported either way. */
    @Nullable
    Statement statement(String path, JsonValue value) {
        if (!(value instanceof JsonObject object)) {
            problems.add(path, value.position(), value.kind() + " (expected: an object)");
            return null;
        }
        object.members().forEach(member -> key(path, member));
        JsonValue sid = object.member("Sid");
        String sidText = sid == null ? null : document.label(path + ".Sid", sid);
        Effect effect = effect(path + ".Effect", object);
        List<String> actions = actions(path + ".Action", object);
        List<String> resources = resources(path + ".Resource", object, effect);
        JsonValue condition = object.member("Condition");
        List<Condition> parsed = condition == null ? List.of() : conditions.conditions(path + ".Condition", condition);
        long values = parsed.stream().mapToLong(one -> one.values().size()).sum();
        if (values > limits.maxEntriesPerStatement()) {
            problems.add(
                    path + ".Condition",
                    object.position(),
                    values + " values (expected: at most " + limits.maxEntriesPerStatement() + ")");
        }
        return effect == null ? null : new Statement(sidText, effect, actions, resources, parsed);
    }

    private void key(String path, JsonObject.Member member) {
        switch (member.name()) {
            case "Sid", "Effect", "Action", "Resource", "Condition" -> {
                // read by name
            }
            case "Principal", "NotPrincipal" ->
                problems.add(
                        path + "." + member.name(),
                        member.position(),
                        "not allowed (expected: no principal; a policy applies to the certificates it is attached to)");
            case "NotAction", "NotResource" ->
                problems.add(
                        path + "." + member.name(),
                        member.position(),
                        "not supported (expected: " + member.name().substring(3)
                                + "; an Allow of everything but a list grants what is added later)");
            default -> document.unknownKey(path, member, KEYS);
        }
    }

    private @Nullable Effect effect(String path, JsonObject object) {
        String expected = " (expected: \"Allow\" or \"Deny\")";
        JsonValue value = object.member("Effect");
        if (value == null) {
            problems.add(path, object.position(), "missing" + expected);
            return null;
        }
        if (value instanceof JsonString string) {
            for (Effect effect : Effect.values()) {
                if (effect.text().equals(string.text())) {
                    return effect;
                }
            }
            problems.add(path, value.position(), Quoted.of(string.text()) + expected);
            return null;
        }
        problems.add(path, value.position(), value.kind() + expected);
        return null;
    }

    private List<String> actions(String path, JsonObject object) {
        List<String> actions = new ArrayList<>();
        for (JsonString action : required(path, object, "an action such as \"iot:Publish\"")) {
            String text = action.text();
            if (isAction(text)) {
                actions.add(text);
            } else {
                problems.add(
                        path,
                        action.position(),
                        Quoted.of(text) + " (expected: * or SERVICE:NAME such as \"iot:Publish\""
                                + Quoted.didYouMean("iot:" + text, KnownActions.all()) + ")");
            }
        }
        return actions;
    }

    private List<String> resources(String path, JsonObject object, @Nullable Effect effect) {
        List<String> resources = new ArrayList<>();
        for (JsonString resource : required(path, object, "* or arn:aws:iot:REGION:ACCOUNT:TYPE/NAME")) {
            String problem = ResourceArn.problem(resource.text());
            if (problem == null && effect == Effect.DENY) {
                problem = unresolvable(resource.text());
            }
            if (problem == null) {
                resources.add(resource.text());
            } else {
                problems.add(path, resource.position(), problem);
            }
        }
        return resources;
    }

    /** An Allow that never matches does no harm; a Deny that never matches does. */
    private static @Nullable String unresolvable(String resource) {
        for (String name : ResourceArn.of(resource).name().variables()) {
            if (!VariableNames.isSubstitutable(name)) {
                return Quoted.of(resource) + ": unknown variable " + Quoted.of(name)
                        + " (expected: in a Deny, only variables that can have a value"
                        + Quoted.didYouMean(name, VariableNames.examples()) + ")";
            }
        }
        return null;
    }

    private List<JsonString> required(String path, JsonObject object, String expected) {
        JsonValue value = object.member(path.substring(path.lastIndexOf('.') + 1));
        if (value == null) {
            problems.add(path, object.position(), "missing (expected: " + expected + ")");
            return List.of();
        }
        return document.strings(path, value);
    }

    private static boolean isAction(String text) {
        if (text.equals("*")) {
            return true;
        }
        int colon = text.indexOf(':');
        return colon > 0
                && colon < text.length() - 1
                && text.length() <= MAX_ACTION
                && text.indexOf(':', colon + 1) < 0
                && text.chars()
                        .allMatch(c ->
                                c == ':' || c == '*' || c == '?' || c == '-' || VariableNames.isAsciiLetterOrDigit(c));
    }
}
