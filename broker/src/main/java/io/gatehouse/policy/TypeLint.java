package io.gatehouse.policy;

import io.gatehouse.policy.Finding.Kind;
import java.util.ArrayList;
import java.util.List;

/** Finds actions and resources of one statement that have nothing to do with each other. */
final class TypeLint {
    private final List<Finding> findings;

    TypeLint(List<Finding> findings) {
        this.findings = findings;
    }

    void check(String path, Statement statement) {
        List<ResourceArn> resources =
                statement.resources().stream().map(ResourceArn::of).toList();
        List<String> idle = new ArrayList<>();
        for (String text : statement.actions()) {
            Action action = KnownActions.single(text);
            if (action != null && resources.stream().noneMatch(arn -> canMatch(arn, action.resourcePrefix()))) {
                idle.add(text);
                add(
                        path + ".Action",
                        action.text() + " is asked about " + action.resourcePrefix()
                                + "NAME, which no resource of the statement can match");
            }
        }
        if (!idle.isEmpty()
                || statement.actions().stream()
                        .anyMatch(text -> KnownActions.prefixes(text).isEmpty())) {
            return; // the resources are of no use either, and one finding is enough
        }
        List<String> asked = statement.actions().stream()
                .flatMap(text -> KnownActions.prefixes(text).stream())
                .distinct()
                .toList();
        for (int i = 0; i < resources.size(); i++) {
            ResourceArn arn = resources.get(i);
            if (asked.stream().noneMatch(prefix -> canMatch(arn, prefix))) {
                add(
                        path + ".Resource[" + i + "]",
                        Quoted.of(statement.resources().get(i))
                                + " never matches: the actions of the statement are asked" + " about "
                                + String.join(" and ", asked));
            }
        }
    }

    private static boolean canMatch(ResourceArn arn, String prefix) {
        if (!arn.isOfService()) {
            return false;
        }
        String literal = arn.name().leadingLiteral();
        return literal.startsWith(prefix)
                || (prefix.startsWith(literal) && !arn.name().isLiteral());
    }

    private void add(String path, String message) {
        findings.add(new Finding(Kind.RESOURCE_NEVER_MATCHES, path, message));
    }
}
