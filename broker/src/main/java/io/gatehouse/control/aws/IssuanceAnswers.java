package io.gatehouse.control.aws;

import io.gatehouse.pki.Issuance;

/** Why a certificate was not issued, in the words of AWS. */
final class IssuanceAnswers {
    private IssuanceAnswers() {}

    /** For {@link Issuance.Refused}, {@link Issuance.Throttled} and {@link Issuance.Unavailable}. */
    static OperationRefused refusal(Issuance why) {
        return switch (why) {
            case Issuance.Refused(String problem) -> OperationRefused.invalid(problem);
            case Issuance.Throttled(String problem) -> new OperationRefused(AwsError.THROTTLING, problem);
            case Issuance.Unavailable(String problem) -> new OperationRefused(AwsError.SERVICE_UNAVAILABLE, problem);
            case Issuance.Certified _, Issuance.WithKeys _ ->
                throw new IllegalStateException("issuance: a certificate (expected: a refusal)");
        };
    }
}
