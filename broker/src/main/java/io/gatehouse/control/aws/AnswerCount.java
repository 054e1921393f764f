package io.gatehouse.control.aws;

import org.jspecify.annotations.Nullable;

/** Is told of every answer, by many threads at once. */
@FunctionalInterface
public interface AnswerCount {
    /** The operation of a request that was refused before anybody knew what it asks for. */
    String UNKNOWN = "unknown";

    /**
     * @param operation a name that AWS's API has, {@code CreateFirstOperator}, or {@link #UNKNOWN}
     * @param status of HTTP
     * @param error AWS's name, {@code null} for success
     * @param nanos from the request to its answer
     */
    void answered(String operation, int status, @Nullable String error, long nanos);
}
