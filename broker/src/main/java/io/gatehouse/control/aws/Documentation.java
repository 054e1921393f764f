package io.gatehouse.control.aws;

/** Where it is said what is answered and what is not. */
final class Documentation {
    static final String PAGE = "what is answered stands in docs/aws-api.md";

    private Documentation() {}
}
