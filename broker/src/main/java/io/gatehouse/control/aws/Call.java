package io.gatehouse.control.aws;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an operation is asked, by a caller who is known; whether he may ask it is looked at elsewhere. Everything in it
 * is read when it is asked for, and refused with the name of the field where it cannot be. One thread.
 */
final class Call {
    private final Route route;
    private final Caller caller;
    private final RawRequest request;
    private @Nullable Query query;
    private @Nullable Fields body;
    private @Nullable Subject made;

    Call(Route route, Caller caller, RawRequest request) {
        this.route = route;
        this.caller = caller;
        this.request = request;
    }

    /** Told by the handler of a resource that has an ARN only now: the audit trail then names this. */
    void made(Subject subject) {
        made = subject;
    }

    /** Null where nothing was told. */
    @Nullable
    Subject made() {
        return made;
    }

    Operation operation() {
        return route.operation();
    }

    Caller caller() {
        return caller;
    }

    /** What stands in the path in the place of a label of the template. */
    String label(String name) {
        String value = route.labels().get(name);
        if (value == null) {
            throw new IllegalStateException(operation().path() + ": no label " + name + " (expected: one)");
        }
        return value;
    }

    /** @throws OperationRefused InvalidRequestException: no such name */
    String label(String name, NamePattern pattern) {
        return pattern.check(name, label(name));
    }

    /**
     * The id of a certificate, in lower case as the registry has it.
     *
     * @throws OperationRefused InvalidRequestException: no such id
     */
    String certificateLabel(String name) {
        return label(name, NamePattern.CERTIFICATE).toLowerCase(Locale.ROOT);
    }

    Query query() {
        Query read = query;
        if (read == null) {
            read = Query.read(request.query());
            query = read;
        }
        return read;
    }

    Fields body() {
        Fields read = body;
        if (read == null) {
            read = Fields.read(request.body());
            body = read;
        }
        return read;
    }

    /** As it came, for what is read elsewhere. */
    byte[] bytes() {
        return request.body();
    }

    /** @throws OperationRefused InvalidRequestException: missing, or there more than once */
    String requiredHeader(String name) {
        String value = request.header(name);
        if (value == null || value.isBlank()) {
            throw OperationRefused.invalid(name + ": missing (expected: this header, once)");
        }
        return value.strip();
    }
}
