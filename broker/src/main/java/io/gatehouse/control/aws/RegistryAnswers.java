package io.gatehouse.control.aws;

import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonNumber;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.Position;
import io.gatehouse.registry.Kind;
import io.gatehouse.registry.RegistryResult;
import io.gatehouse.registry.ResourceResult;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;

/** What the registry answers, in the words of AWS. */
final class RegistryAnswers {
    /** What an operation without an output answers. */
    static final JsonObject NOTHING = JsonValue.object().build();

    private final Arns arns;

    RegistryAnswers(Arns arns) {
        this.arns = arns;
    }

    /**
     * The value of a change that was made.
     *
     * @param conflict what AWS calls it when the present state does not allow that change
     * @throws OperationRefused in every other case
     */
    <T> T done(RegistryResult<T> result, AwsError conflict) {
        return switch (result) {
            case RegistryResult.Done<T>(T value) -> value;
            case RegistryResult.NotFound<T>(Kind kind, String name) -> throw OperationRefused.notFound(kind, name);
            case RegistryResult.AlreadyExists<T>(Kind kind, String name) ->
                throw OperationRefused.alreadyExists(result.sentence(), name, arns.of(kind, name));
            case RegistryResult.Invalid<T>(String problem) -> throw OperationRefused.invalid(problem);
            case RegistryResult.Conflict<T> _ -> throw new OperationRefused(conflict, result.sentence());
            case RegistryResult.StoreFailed<T> _ ->
                throw new OperationRefused(AwsError.SERVICE_UNAVAILABLE, result.sentence());
        };
    }

    /**
     * The value of a change that was made.
     *
     * @throws OperationRefused in every other case, with the error that the registry tells
     */
    <T> T done(ResourceResult<T> result) {
        return switch (result) {
            case ResourceResult.Done<T>(T value) -> value;
            case ResourceResult.ResourceAlreadyExists<T>(Kind _, String id, String arn) ->
                throw OperationRefused.alreadyExists(result.sentence(), id, arn);
            case ResourceResult<T> refused -> throw new OperationRefused(error(refused), refused.sentence());
        };
    }

    private static AwsError error(ResourceResult<?> refused) {
        return switch (refused) {
            case ResourceResult.InvalidRequest<?> _ -> AwsError.INVALID_REQUEST;
            case ResourceResult.CertificateValidation<?> _ -> AwsError.CERTIFICATE_VALIDATION;
            case ResourceResult.RegistrationCodeValidation<?> _ -> AwsError.REGISTRATION_CODE_VALIDATION;
            case ResourceResult.ResourceNotFound<?> _ -> AwsError.RESOURCE_NOT_FOUND;
            case ResourceResult.ResourceAlreadyExists<?> _ -> AwsError.RESOURCE_ALREADY_EXISTS;
            case ResourceResult.CertificateConflict<?> _ -> AwsError.CERTIFICATE_CONFLICT;
            case ResourceResult.CertificateState<?> _ -> AwsError.CERTIFICATE_STATE;
            case ResourceResult.DeleteConflict<?> _ -> AwsError.DELETE_CONFLICT;
            case ResourceResult.LimitExceeded<?> _ -> AwsError.LIMIT_EXCEEDED;
            case ResourceResult.VersionsLimitExceeded<?> _ -> AwsError.VERSIONS_LIMIT_EXCEEDED;
            case ResourceResult.ResourceConflicts<?> _ -> AwsError.RESOURCE_REGISTRATION_FAILURE;
            case ResourceResult.StoreFailed<?> _ -> AwsError.SERVICE_UNAVAILABLE;
            case ResourceResult.Done<?> done ->
                throw new IllegalStateException("result: " + done + " (expected: a refusal)");
        };
    }

    /** The same for what takes something away: it is well when that was not there. */
    <T> void gone(RegistryResult<T> result, AwsError conflict) {
        if (!(result instanceof RegistryResult.NotFound<T>)) {
            done(result, conflict);
        }
    }

    /** Seconds since 1970 with milliseconds, as a number: {@code 1893456000.123}. */
    static JsonNumber seconds(Instant instant) {
        return new JsonNumber(
                BigDecimal.valueOf(instant.toEpochMilli(), 3)
                        .stripTrailingZeros()
                        .toPlainString(),
                Position.NOWHERE);
    }

    /** {@code validity} of a certificate. */
    static JsonObject validity(Instant notBefore, Instant notAfter) {
        return JsonValue.object()
                .put("notBefore", seconds(notBefore))
                .put("notAfter", seconds(notAfter))
                .build();
    }

    static JsonObject texts(Map<String, String> texts) {
        JsonValue.ObjectBuilder object = JsonValue.object();
        texts.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(e -> object.put(e.getKey(), e.getValue()));
        return object.build();
    }
}
