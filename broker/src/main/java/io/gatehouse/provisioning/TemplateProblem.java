package io.gatehouse.provisioning;

import io.gatehouse.json.Position;

/** What is wrong and where. Stackless: it is an expected outcome, and never leaves this package. */
final class TemplateProblem extends RuntimeException {
    private static final long serialVersionUID = 1;

    TemplateProblem(Position where, String problem) {
        super(where.equals(Position.NOWHERE) ? problem : where + ": " + problem, null, false, false);
    }
}
