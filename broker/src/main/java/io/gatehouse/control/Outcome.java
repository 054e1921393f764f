package io.gatehouse.control;

/** How an operation ended inside the broker. */
public sealed interface Outcome<R> {

    record Done<R>(R value) implements Outcome<R> {}

    record Refused<R>(Refusal refusal) implements Outcome<R> {}

    static <R> Outcome<R> done(R value) {
        return new Done<>(value);
    }

    static <R> Outcome<R> refused(Refusal.Code code, String what, String why, String remedy) {
        return new Refused<>(new Refusal(code, what, why, remedy));
    }

    static <R> Outcome<R> refused(Refusal refusal) {
        return new Refused<>(refusal);
    }
}
