package io.gatehouse.load.measure;

/** Of what was measured with its limit. Nothing holds of what is not a number. */
enum Comparison {
    LESS("<"),
    AT_MOST("<="),
    EQUAL("=="),
    AT_LEAST(">="),
    MORE(">");

    private final String sign;

    Comparison(String sign) {
        this.sign = sign;
    }

    String sign() {
        return sign;
    }

    boolean holds(double measured, double limit) {
        return switch (this) {
            case LESS -> measured < limit;
            case AT_MOST -> measured <= limit;
            case EQUAL -> measured == limit;
            case AT_LEAST -> measured >= limit;
            case MORE -> measured > limit;
        };
    }
}
