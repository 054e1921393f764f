package io.gatehouse.control;

import io.gatehouse.registry.ResourceResult;
import java.util.function.Function;

/** What the registry answers where it tells AWS's errors apart, as an {@link Outcome}. */
final class ResourceOutcome {
    private ResourceOutcome() {}

    /** @param what the sentence's beginning when it was not done: {@code the template was not created} */
    static <T, R> Outcome<R> of(String what, ResourceResult<T> result, Function<T, R> shape) {
        return switch (result) {
            case ResourceResult.Done<T>(T value) -> Outcome.done(shape.apply(value));
            case ResourceResult.InvalidRequest<T> _,
                    ResourceResult.CertificateValidation<T> _,
                    ResourceResult.RegistrationCodeValidation<T> _ ->
                refused(Refusal.Code.INVALID, what, result, "correct the value");
            case ResourceResult.ResourceNotFound<T> missing ->
                refused(Refusal.Code.NOT_FOUND, what, result, RegistryOutcome.listing(missing.kind()));
            case ResourceResult.ResourceAlreadyExists<T> there ->
                refused(Refusal.Code.ALREADY_EXISTS, what, result, RegistryOutcome.another(there.kind(), there.id()));
            case ResourceResult.CertificateConflict<T>(var why, var whatToDo) ->
                Outcome.refused(Refusal.Code.CONFLICT, what, why, whatToDo);
            case ResourceResult.CertificateState<T>(var why, var whatToDo) ->
                Outcome.refused(Refusal.Code.CONFLICT, what, why, whatToDo);
            case ResourceResult.ResourceConflicts<T>(var why, var whatToDo) ->
                Outcome.refused(Refusal.Code.CONFLICT, what, why, whatToDo);
            case ResourceResult.DeleteConflict<T>(var why, var whatToDo) ->
                Outcome.refused(Refusal.Code.IN_USE, what, why, whatToDo);
            case ResourceResult.LimitExceeded<T>(var why, var whatToDo) ->
                Outcome.refused(Refusal.Code.LIMIT_EXCEEDED, what, why, whatToDo);
            case ResourceResult.VersionsLimitExceeded<T>(var why, var whatToDo) ->
                Outcome.refused(Refusal.Code.LIMIT_EXCEEDED, what, why, whatToDo);
            case ResourceResult.StoreFailed<T> _ ->
                refused(Refusal.Code.FAILED, what, result, "read the broker's log; check the disk of the data folder");
        };
    }

    private static <R> Outcome<R> refused(Refusal.Code code, String what, ResourceResult<?> why, String remedy) {
        return Outcome.refused(code, what, why.sentence(), remedy);
    }
}
