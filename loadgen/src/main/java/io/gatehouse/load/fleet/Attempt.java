package io.gatehouse.load.fleet;

/** What came of something that may fail for reasons an operator can do something about. */
public sealed interface Attempt<T> {

    record Done<T>(T value) implements Attempt<T> {}

    record Failed<T>(Problem problem) implements Attempt<T> {}

    static <T> Attempt<T> done(T value) {
        return new Done<>(value);
    }

    static <T> Attempt<T> failed(Problem problem) {
        return new Failed<>(problem);
    }
}
