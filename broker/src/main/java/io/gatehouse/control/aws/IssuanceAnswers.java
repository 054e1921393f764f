package io.gatehouse.control.aws;

import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.pki.Issuance;

/** What is told of issuing, in the words of AWS. */
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

    /** The one object of the API, but for tags, whose members begin with a capital. */
    static JsonObject keyPair(String publicKeyPem, String privateKeyPem) {
        return JsonValue.object()
                .put("PublicKey", publicKeyPem)
                .put("PrivateKey", privateKeyPem)
                .build();
    }
}
