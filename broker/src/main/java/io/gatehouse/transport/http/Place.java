package io.gatehouse.transport.http;

/** Where a connection of requests stands among others; told of what becomes of it. On the connection's loop. */
public interface Place {
    /** A request of it was let in: it is nobody new any more. Told of every one. */
    void admitted();

    /** It is closed, or has become a WebSocket. Told once. */
    void left();
}
