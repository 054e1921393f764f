package io.gatehouse.control.aws;

import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.registry.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Ends an operation with an error of AWS. Carries it out of the reading of shapes that lie within each other; an
 * expected outcome, so it has no stack. Only {@link ControlPlane} catches it.
 */
final class OperationRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final AwsError error;
    private final @Nullable String resourceId;
    private final @Nullable String resourceArn;

    private OperationRefused(
            AwsError error, String message, @Nullable String resourceId, @Nullable String resourceArn) {
        super(message, null, false, false);
        this.error = error;
        this.resourceId = resourceId;
        this.resourceArn = resourceArn;
    }

    /** @param message for people: what, why and, where it is known, what to do */
    OperationRefused(AwsError error, String message) {
        this(error, message, null, null);
    }

    /** @param problem {@code field: value (expected: …)} */
    static OperationRefused invalid(String problem) {
        return new OperationRefused(AwsError.INVALID_REQUEST, problem);
    }

    static OperationRefused notFound(Kind kind, String name) {
        return new OperationRefused(AwsError.RESOURCE_NOT_FOUND, kind.word() + " " + name + " does not exist");
    }

    /** With what {@code ResourceAlreadyExistsException} carries besides its message. */
    static OperationRefused alreadyExists(String message, String resourceId, String resourceArn) {
        return new OperationRefused(AwsError.RESOURCE_ALREADY_EXISTS, message, resourceId, resourceArn);
    }

    AwsError error() {
        return error;
    }

    /** What the answer's body says. */
    JsonObject body() {
        return JsonValue.object()
                .put("message", String.valueOf(getMessage()))
                .putIfPresent("resourceId", resourceId)
                .putIfPresent("resourceArn", resourceArn)
                .build();
    }
}
