package io.gatehouse.load.cli;

import io.gatehouse.load.fleet.Problem;
import io.gatehouse.load.scenario.Authority;

/** Scenarios that change the registry need one. */
final class Registered {
    private Registered() {}

    /** @throws Refused where the broker is a foreign one */
    static Authority of(Cast cast) {
        Authority authority = cast.authority();
        if (authority == null) {
            throw new Refused(Problem.input(
                    "--foreign: certificates of this broker cannot be changed from here (expected: a Gatehouse)",
                    "leave this scenario out"));
        }
        return authority;
    }
}
