package io.gatehouse.transport.http;

import io.gatehouse.policy.Permissions;

/** What a request does. On the connection's loop; answers the exchange once, now or later, on that loop. */
@FunctionalInterface
interface Operation {
    /**
     * @param name of the topic or client in the path, still encoded; empty where there is none
     * @param permissions of whoever asks
     */
    void perform(Request request, String name, Permissions permissions, Exchange exchange);
}
