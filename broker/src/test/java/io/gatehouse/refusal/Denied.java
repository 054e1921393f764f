package io.gatehouse.refusal;

import io.gatehouse.RunningBroker;
import io.gatehouse.policy.CompiledPolicy;
import io.gatehouse.policy.PolicyLimits;
import io.gatehouse.policy.PolicyParse;
import io.gatehouse.policy.PolicyParser;

/** Policies that deny, for refusals that have no broker around them. */
final class Denied {
    private Denied() {}

    static CompiledPolicy policy(String name, String document) {
        return switch (PolicyParser.parse(document, PolicyLimits.EXTENDED)) {
            case PolicyParse.Parsed(var parsed) -> CompiledPolicy.compile(name, parsed, RunningBroker.SCOPE);
            case PolicyParse.Malformed(var problems) -> throw new AssertionError(problems + " in " + document);
        };
    }
}
