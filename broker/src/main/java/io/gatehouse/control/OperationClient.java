package io.gatehouse.control;

/**
 * Has operations carried out by a broker, for a caller outside of it: the one on a data folder of this machine, or one
 * elsewhere. Blocks; any thread.
 */
public interface OperationClient extends AutoCloseable {

    /** Asks for {@code operation}; never throws for what the other side does or fails to do. */
    <Q extends Record, R extends Record> Answer<R> call(Operation<Q, R> operation, Q request);

    @Override
    void close();
}
