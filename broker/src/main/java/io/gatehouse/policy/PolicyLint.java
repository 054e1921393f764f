package io.gatehouse.policy;

import io.gatehouse.policy.Finding.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is legal and probably not meant. Pure; findings are advice and change no decision.
 *
 * <p>One document is looked at by itself: policies that are attached together may fill each other's gaps, and nobody
 * can tell when one of them is written. What a look may cost, and how much it may say, is bounded.
 */
public final class PolicyLint {
    /** What a document is good for that nobody reads to its end. */
    static final int MOST_FINDINGS = 250;
    /** Symbols compared; a tenth of a second. A document of a hundred statements needs a hundredth of them. */
    static final long MOST_STEPS = 20_000_000;

    private final @Nullable PolicyScope scope;
    private final List<LintedStatement> statements;
    private final Containment containment = new Containment(MOST_STEPS);
    private final List<Finding> findings = new ArrayList<>();

    private PolicyLint(PolicyDocument document, @Nullable PolicyScope scope) {
        this.scope = scope;
        this.statements = LintedStatement.of(document, containment);
    }

    /**
     * Everything that can be said without knowing the broker's scope: first of each statement, then of statements that
     * have to do with each other; both in the order of the document.
     */
    public static List<Finding> findings(PolicyDocument document) {
        return new PolicyLint(document, null).run();
    }

    /** Also the resources that belong to another partition, region or account. */
    public static List<Finding> findings(PolicyDocument document, PolicyScope scope) {
        return new PolicyLint(document, scope).run();
    }

    private List<Finding> run() {
        Map<String, String> sids = new HashMap<>();
        TypeLint types = new TypeLint(this::add);
        AllowLint allows = new AllowLint(statements, containment, this::add);
        DenyLint denials = new DenyLint(statements, containment, this::add);
        ConditionLint conditions = new ConditionLint(this::add);
        for (LintedStatement linted : statements) {
            name(linted, sids);
            actions(linted);
            scope(linted);
            switch (linted.statement().effect()) {
                case ALLOW -> allows.check(linted);
                case DENY -> denials.check(linted);
            }
            types.check(linted);
            conditions.check(linted);
        }
        CoverageLint coverage = new CoverageLint(statements, containment); // last: what is left to spend is for it
        statements.forEach(linted -> coverage.report(linted, this::add));
        if (containment.isExhausted() || findings.size() > MOST_FINDINGS) {
            return incomplete();
        }
        return List.copyOf(findings);
    }

    private void name(LintedStatement linted, Map<String, String> sids) {
        String sid = linted.statement().sid();
        String first = sid == null ? null : sids.putIfAbsent(sid, linted.path());
        if (sid != null && first != null) {
            add(new Finding(
                    Kind.DUPLICATE_SID,
                    linted.path() + ".Sid",
                    Quoted.of(sid) + " is also the Sid of " + first + "; explanations cannot tell them apart by name",
                    "give each statement a Sid of its own"));
        }
    }

    private void actions(LintedStatement linted) {
        for (String action : linted.statement().actions()) {
            if (KnownActions.prefixes(action).isEmpty()) {
                add(new Finding(
                        Kind.UNKNOWN_ACTION,
                        linted.path() + ".Action",
                        Quoted.of(action) + " is no action of AWS IoT and never matches"
                                + Quoted.didYouMean(action, KnownActions.all()),
                        "write one of docs/policies.md, such as iot:Publish"));
            }
        }
    }

    private void scope(LintedStatement linted) {
        if (scope == null) {
            return;
        }
        for (int i = 0; i < linted.arns().size(); i++) {
            ResourceArn arn = linted.arns().get(i);
            if (arn.isOfService() && !arn.isWithin(scope)) {
                add(new Finding(
                        Kind.RESOURCE_OUT_OF_SCOPE,
                        linted.resourcePath(i),
                        Quoted.of(linted.statement().resources().get(i))
                                + " never matches here: this broker's resources begin with " + scope.arn(""),
                        "write * for region and account: arn:" + scope.partition() + ":iot:*:*:TYPE/NAME"));
            }
        }
    }

    private List<Finding> incomplete() {
        List<Finding> most = new ArrayList<>(findings.subList(0, Math.min(findings.size(), MOST_FINDINGS)));
        most.add(new Finding(
                Kind.LINT_INCOMPLETE,
                "",
                "there was too much to look at; what was found is right, and there may be more",
                "make the document smaller, for people's sake too"));
        return List.copyOf(most);
    }

    private void add(Finding finding) {
        if (findings.size() <= MOST_FINDINGS) {
            findings.add(finding);
        }
    }
}
