package io.gatehouse.registry;

import java.util.function.BiFunction;

/**
 * What became of a change, told apart as finely as the API of AWS IoT Core tells it: every case but {@link Done} and
 * {@link StoreFailed} is one of its exceptions, by the name without {@code Exception}. Everything but {@link Done} left
 * the registry as it was.
 *
 * <p>{@link RegistryResult} tells less and is enough where nobody has to tell AWS's errors apart.
 *
 * @param <T> what a successful change answers with
 */
public sealed interface ResourceResult<T> {
    /** On disk, visible to every reader, and listeners were told. */
    record Done<T>(T value) implements ResourceResult<T> {}

    /** Not acceptable, whatever the registry holds. */
    record InvalidRequest<T>(String problem) implements ResourceResult<T> {}

    /** The certificate itself is not acceptable. */
    record CertificateValidation<T>(String problem) implements ResourceResult<T> {}

    /** The verification certificate does not have the registration code. */
    record RegistrationCodeValidation<T>(String problem) implements ResourceResult<T> {}

    /** There is no such thing. */
    record ResourceNotFound<T>(Kind kind, String name) implements ResourceResult<T> {}

    /** It is there already. */
    record ResourceAlreadyExists<T>(Kind kind, String id, String arn) implements ResourceResult<T> {}

    /** Which CA signed the certificate cannot be told, or the certificate has another role here already. */
    record CertificateConflict<T>(String why, String whatToDo) implements ResourceResult<T> {}

    /** The certificate or CA is in a status in which this is not possible. */
    record CertificateState<T>(String why, String whatToDo) implements ResourceResult<T> {}

    /** Something is attached to it or refers to it. */
    record DeleteConflict<T>(String why, String whatToDo) implements ResourceResult<T> {}

    /** There are as many as there may be. */
    record LimitExceeded<T>(String why, String whatToDo) implements ResourceResult<T> {}

    /** There are as many versions as there may be. */
    record VersionsLimitExceeded<T>(String why, String whatToDo) implements ResourceResult<T> {}

    /** A template says that what is there already must not be there, or does not say what is to become of it. */
    record ResourceConflicts<T>(String why, String whatToDo) implements ResourceResult<T> {}

    /** The store did not take it; whether it is there after a restart is open. */
    record StoreFailed<T>(String problem) implements ResourceResult<T> {}

    /** One sentence for people: what happened, why, and what to do where that is known. */
    default String sentence() {
        return switch (this) {
            case Done<T> _ -> "done";
            case InvalidRequest<T>(var problem) -> problem;
            case CertificateValidation<T>(var problem) -> problem;
            case RegistrationCodeValidation<T>(var problem) -> problem;
            case ResourceNotFound<T>(var kind, var name) -> kind.word() + " " + name + " does not exist";
            case ResourceAlreadyExists<T>(var kind, var id, var _) -> kind.word() + " " + id + " exists already";
            case CertificateConflict<T>(var why, var whatToDo) -> why + "; " + whatToDo;
            case CertificateState<T>(var why, var whatToDo) -> why + "; " + whatToDo;
            case DeleteConflict<T>(var why, var whatToDo) -> why + "; " + whatToDo;
            case LimitExceeded<T>(var why, var whatToDo) -> why + "; " + whatToDo;
            case VersionsLimitExceeded<T>(var why, var whatToDo) -> why + "; " + whatToDo;
            case ResourceConflicts<T>(var why, var whatToDo) -> why + "; " + whatToDo;
            case StoreFailed<T>(var problem) -> "the store did not take the change: " + problem;
        };
    }

    /** The same refusal for callers who would have answered with something else. */
    default <U> ResourceResult<U> refused() {
        return switch (this) {
            case Done<T> done -> throw new IllegalStateException("result: " + done + " (expected: a refusal)");
            case InvalidRequest<T>(var problem) -> new InvalidRequest<>(problem);
            case CertificateValidation<T>(var problem) -> new CertificateValidation<>(problem);
            case RegistrationCodeValidation<T>(var problem) -> new RegistrationCodeValidation<>(problem);
            case ResourceNotFound<T>(var kind, var name) -> new ResourceNotFound<>(kind, name);
            case ResourceAlreadyExists<T>(var kind, var id, var arn) -> new ResourceAlreadyExists<>(kind, id, arn);
            case CertificateConflict<T>(var why, var whatToDo) -> new CertificateConflict<>(why, whatToDo);
            case CertificateState<T>(var why, var whatToDo) -> new CertificateState<>(why, whatToDo);
            case DeleteConflict<T>(var why, var whatToDo) -> new DeleteConflict<>(why, whatToDo);
            case LimitExceeded<T>(var why, var whatToDo) -> new LimitExceeded<>(why, whatToDo);
            case VersionsLimitExceeded<T>(var why, var whatToDo) -> new VersionsLimitExceeded<>(why, whatToDo);
            case ResourceConflicts<T>(var why, var whatToDo) -> new ResourceConflicts<>(why, whatToDo);
            case StoreFailed<T>(var problem) -> new StoreFailed<>(problem);
        };
    }

    /** What the writer made of a plan whose answer is already told apart. */
    static <T> ResourceResult<T> of(RegistryResult<ResourceResult<T>> written) {
        return switch (written) {
            case RegistryResult.Done<ResourceResult<T>>(var result) -> result;
            case RegistryResult.StoreFailed<ResourceResult<T>>(var problem) -> new StoreFailed<>(problem);
            case RegistryResult<ResourceResult<T>> other ->
                throw new IllegalStateException("plan: " + other.sentence() + " (expected: told apart)");
        };
    }

    /**
     * The same plan, and its answer told apart.
     *
     * @param conflict which of these a conflict is
     */
    static <T> Plan<ResourceResult<T>> apart(Plan<T> plan, BiFunction<String, String, ResourceResult<T>> conflict) {
        return switch (plan) {
            case Plan.Answer<T>(var result) -> answer(apart(result, conflict));
            case Plan.Commit<T>(var changes, var apply, var told, var altersDecisions, var value) ->
                new Plan.Commit<>(changes, apply, told, altersDecisions, new Done<>(value));
            case Plan.Commits<T>(var commits, var apply, var told, var altersDecisions, var value) ->
                new Plan.Commits<>(commits, apply, told, altersDecisions, new Done<>(value));
        };
    }

    private static <T> ResourceResult<T> apart(
            RegistryResult<T> result, BiFunction<String, String, ResourceResult<T>> conflict) {
        return switch (result) {
            case RegistryResult.Done<T>(var value) -> new Done<>(value);
            case RegistryResult.NotFound<T>(var kind, var name) -> new ResourceNotFound<>(kind, name);
            case RegistryResult.AlreadyExists<T> exists ->
                throw new IllegalStateException("plan: " + exists.sentence() + " (expected: of what is there)");
            case RegistryResult.Invalid<T>(var problem) -> new InvalidRequest<>(problem);
            case RegistryResult.Conflict<T>(var why, var whatToDo) -> conflict.apply(why, whatToDo);
            case RegistryResult.StoreFailed<T>(var problem) -> new StoreFailed<>(problem);
        };
    }

    /** A plan that writes nothing. */
    static <T> Plan<ResourceResult<T>> answer(ResourceResult<T> result) {
        return Plan.unchanged(result);
    }
}
