package io.gatehouse.remote;

import io.gatehouse.control.Refusal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** Errors of AWS's API by their names, as what a command tells of them. */
final class AwsErrors {
    private static final Map<String, Refusal.Code> CODES = Map.ofEntries(
            Map.entry("ResourceNotFoundException", Refusal.Code.NOT_FOUND),
            Map.entry("ResourceAlreadyExistsException", Refusal.Code.ALREADY_EXISTS),
            Map.entry("DeleteConflictException", Refusal.Code.IN_USE),
            Map.entry("VersionConflictException", Refusal.Code.CONFLICT),
            Map.entry("CertificateConflictException", Refusal.Code.CONFLICT),
            Map.entry("CertificateStateException", Refusal.Code.CONFLICT),
            Map.entry("ResourceRegistrationFailureException", Refusal.Code.CONFLICT),
            Map.entry("ConflictingResourceUpdateException", Refusal.Code.CONFLICT),
            Map.entry("LimitExceededException", Refusal.Code.LIMIT_EXCEEDED),
            Map.entry("VersionsLimitExceededException", Refusal.Code.LIMIT_EXCEEDED),
            Map.entry("ThrottlingException", Refusal.Code.LIMIT_EXCEEDED),
            Map.entry("RequestEntityTooLargeException", Refusal.Code.LIMIT_EXCEEDED),
            Map.entry("NotImplementedException", Refusal.Code.NOT_AVAILABLE),
            Map.entry("UnknownOperationException", Refusal.Code.NOT_AVAILABLE),
            Map.entry("ServiceUnavailableException", Refusal.Code.FAILED),
            Map.entry("InternalFailureException", Refusal.Code.FAILED));

    private AwsErrors() {}

    /**
     * What a request ended with.
     *
     * @param type the name, {@code ResourceNotFoundException}
     * @param now by the clock that signed it
     */
    static CallFailed failure(String type, String message, Instant now) {
        return switch (type) {
            case "InvalidSignatureException" ->
                message.startsWith("Signature expired") || message.startsWith("Signature not yet current")
                        ? CallFailed.notAuthorised(
                                message + "; the clock of this machine says " + now.truncatedTo(ChronoUnit.SECONDS),
                                "set the clock that is wrong, this machine's or the broker's; 5 minutes are allowed")
                        : CallFailed.notAuthorised(
                                message, "give the context its secret again: gatehouse context add NAME --replace …");
            case "UnrecognizedClientException",
                    "MissingAuthenticationTokenException",
                    "IncompleteSignatureException",
                    "RequestExpired" ->
                CallFailed.notAuthorised(message, "look at the operators beside the broker: gatehouse operator ls");
            case "AccessDeniedException", "UnauthorizedException" ->
                CallFailed.notAuthorised(
                        message, "an admin gives another role beside the broker: gatehouse operator grant NAME ROLE");
            default -> CallFailed.refused(CODES.getOrDefault(type, Refusal.Code.INVALID), message);
        };
    }
}
