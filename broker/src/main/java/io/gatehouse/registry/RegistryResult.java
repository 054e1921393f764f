package io.gatehouse.registry;

import java.util.function.Function;

/**
 * What became of a change to the registry. Everything but {@link Done} left the registry as it was.
 *
 * @param <T> what a successful change answers with
 */
public sealed interface RegistryResult<T> {
    /** On disk, visible to every reader, and listeners were told. */
    record Done<T>(T value) implements RegistryResult<T> {}

    /** What the change was about does not exist. */
    record NotFound<T>(Kind kind, String name) implements RegistryResult<T> {}

    /** It exists already and differs from what was asked for. */
    record AlreadyExists<T>(Kind kind, String name) implements RegistryResult<T> {}

    /**
     * The request itself is not acceptable, whatever the registry holds.
     *
     * @param problem {@code name: value (expected: …)}
     */
    record Invalid<T>(String problem) implements RegistryResult<T> {}

    /** Not possible in the present state. */
    record Conflict<T>(String why, String whatToDo) implements RegistryResult<T> {}

    /** The store did not take it; whether it is there after a restart is open. */
    record StoreFailed<T>(String problem) implements RegistryResult<T> {}

    /** The same outcome with another value, for callers who answer with something of their own. */
    default <U> RegistryResult<U> map(Function<? super T, ? extends U> change) {
        return switch (this) {
            case Done<T>(var value) -> new Done<>(change.apply(value));
            case NotFound<T>(var kind, var name) -> new NotFound<>(kind, name);
            case AlreadyExists<T>(var kind, var name) -> new AlreadyExists<>(kind, name);
            case Invalid<T>(var problem) -> new Invalid<>(problem);
            case Conflict<T>(var why, var whatToDo) -> new Conflict<>(why, whatToDo);
            case StoreFailed<T>(var problem) -> new StoreFailed<>(problem);
        };
    }

    /** One sentence for people: what happened, why, and what to do where that is known. */
    default String sentence() {
        return switch (this) {
            case Done<T> _ -> "done";
            case NotFound<T>(var kind, var name) -> kind.word() + " " + name + " does not exist";
            case AlreadyExists<T>(var kind, var name) -> kind.word() + " " + name + " exists already and differs";
            case Invalid<T>(var problem) -> problem;
            case Conflict<T>(var why, var whatToDo) -> why + "; " + whatToDo;
            case StoreFailed<T>(var problem) -> "the store did not take the change: " + problem;
        };
    }
}
