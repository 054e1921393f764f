package io.gatehouse.control;

import io.gatehouse.registry.CaCertificate;
import io.gatehouse.registry.Certificate;
import io.gatehouse.registry.Kind;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryResult;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the registry answers, as an {@link Outcome} with the words an operator needs. */
final class RegistryOutcome {
    private static final int SHORTEST_ID = 8;

    private RegistryOutcome() {}

    /** @param what the sentence's beginning when it was not done: {@code policy was not attached} */
    static <T, R> Outcome<R> of(String what, RegistryResult<T> result, Function<T, R> shape) {
        return switch (result) {
            case RegistryResult.Done<T>(T value) -> Outcome.done(shape.apply(value));
            case RegistryResult.NotFound<T>(Kind kind, String name) ->
                Outcome.refused(
                        Refusal.Code.NOT_FOUND, what, kind.word() + " " + name + " does not exist", listing(kind));
            case RegistryResult.AlreadyExists<T>(Kind kind, String name) ->
                Outcome.refused(
                        Refusal.Code.ALREADY_EXISTS,
                        what,
                        kind.word() + " " + name + " exists already",
                        another(kind, name));
            case RegistryResult.Invalid<T>(String problem) ->
                Outcome.refused(Refusal.Code.INVALID, what, problem, "correct the value");
            case RegistryResult.Conflict<T>(String why, String whatToDo) ->
                Outcome.refused(Refusal.Code.CONFLICT, what, why, whatToDo);
            case RegistryResult.StoreFailed<T>(String problem) ->
                Outcome.refused(
                        Refusal.Code.FAILED,
                        what,
                        "the store did not take the change: " + problem,
                        "read the broker's log; check the disk of the data folder");
        };
    }

    /** @param value {@code null} for one that is not there */
    static <T> RegistryResult<T> found(Kind kind, String name, @Nullable T value) {
        return value == null ? new RegistryResult.NotFound<>(kind, name) : new RegistryResult.Done<>(value);
    }

    static String listing(Kind kind) {
        return switch (kind) {
            case THING -> "see what there is: gatehouse thing ls";
            case CERTIFICATE -> "see what there is: gatehouse cert ls";
            case CA -> "see what there is: gatehouse ca ls";
            case POLICY -> "see what there is: gatehouse policy ls";
            case POLICY_VERSION -> "see what there is: gatehouse policy versions NAME";
            case THING_TYPE -> "see what there is: gatehouse thing-type ls";
            case THING_GROUP -> "see what there is: gatehouse group ls";
            case BILLING_GROUP -> "see what there is: gatehouse billing-group ls";
            case PROVISIONING_TEMPLATE, TEMPLATE_VERSION -> "create it first";
            case REGISTRATION_CODE -> "ask for one first";
            case ATTACHMENT -> "see what is attached: gatehouse cert inspect ID";
        };
    }

    static String another(Kind kind, String name) {
        return switch (kind) {
            case THING -> "take another name, or look at it: gatehouse thing describe " + name;
            case CERTIFICATE -> "look at it: gatehouse cert inspect " + name;
            case CA -> "look at it: gatehouse ca ls";
            case POLICY -> "take another name, or look at it: gatehouse policy get " + name;
            case POLICY_VERSION -> "look at it: gatehouse policy versions NAME";
            case THING_TYPE -> "take another name, or look at it: gatehouse thing-type describe " + name;
            case THING_GROUP -> "take another name, or look at it: gatehouse group describe " + name;
            case BILLING_GROUP -> "take another name, or look at it: gatehouse billing-group describe " + name;
            case PROVISIONING_TEMPLATE -> "take another name";
            case TEMPLATE_VERSION, REGISTRATION_CODE -> "nothing, it is there";
            case ATTACHMENT -> "nothing, it is attached";
        };
    }

    /** The one certificate whose id is, or begins with, {@code id}. */
    static Outcome<Certificate> certificate(String what, Registry registry, String id) {
        return theOne(what, Kind.CERTIFICATE, id, certificates(registry, id, 2));
    }

    /** The first certificates whose ids are, or begin with, {@code id}; none where that is too short to say which. */
    static List<Certificate> certificates(Registry registry, String id, int max) {
        return id.length() < SHORTEST_ID ? List.of() : registry.certificates(id, null, max);
    }

    /** The one registered authority whose id is, or begins with, {@code id}. */
    static Outcome<CaCertificate> authority(String what, Registry registry, String id) {
        List<CaCertificate> found = id.length() < SHORTEST_ID
                ? List.of()
                : registry.cas().stream()
                        .filter(ca -> ca.id().startsWith(id))
                        .limit(2)
                        .toList();
        return theOne(what, Kind.CA, id, found);
    }

    private static <T> Outcome<T> theOne(String what, Kind kind, String id, List<T> found) {
        return switch (found.size()) {
            case 1 -> Outcome.done(found.getFirst());
            case 0 ->
                Outcome.refused(
                        Refusal.Code.NOT_FOUND,
                        what,
                        kind.word() + " id: " + id + " (expected: one that is registered, " + SHORTEST_ID
                                + " to 64 characters of it)",
                        listing(kind));
            default ->
                Outcome.refused(
                        Refusal.Code.INVALID,
                        what,
                        kind.word() + " id: " + id + " (expected: the beginning of one id; several begin so)",
                        "give more characters of it");
        };
    }
}
