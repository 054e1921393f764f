package io.gatehouse.control;

import java.io.Serial;

/** A question of {@link PolicySimulator} that has no answer; never leaves it. */
final class Unanswerable extends RuntimeException {
    static final String WHAT = "nothing was simulated";

    @Serial
    private static final long serialVersionUID = 1;

    private final transient Refusal refusal;

    Unanswerable(Refusal refusal) {
        super(refusal.why(), null, false, false);
        this.refusal = refusal;
    }

    static Unanswerable invalid(String why, String remedy) {
        return new Unanswerable(new Refusal(Refusal.Code.INVALID, WHAT, why, remedy));
    }

    static Unanswerable notFound(String noun, String name) {
        return new Unanswerable(Refusal.notFound(WHAT, noun, name, "see what there is: gatehouse " + noun + " ls"));
    }

    Refusal refusal() {
        return refusal;
    }
}
