package io.gatehouse.control;

/**
 * The name and the two shapes of one operation.
 *
 * @param name {@code noun/verb}, stable
 * @param request a record
 * @param result a record
 */
public record Operation<Q extends Record, R extends Record>(String name, Class<Q> request, Class<R> result) {
    public Operation {
        if (!name.matches("[a-z]+/[a-z-]+")) {
            throw new IllegalArgumentException("name: " + name + " (expected: noun/verb)");
        }
    }
}
