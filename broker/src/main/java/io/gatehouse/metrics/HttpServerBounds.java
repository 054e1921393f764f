package io.gatehouse.metrics;

/**
 * Bounds of the JDK's HTTP server, which carries the probes and the admin socket. It has no other way to be told than
 * properties of the process, and reads them once, when the first server of a process is made: whoever makes one calls
 * {@link #set} before. Any thread.
 */
public final class HttpServerBounds {
    private HttpServerBounds() {}

    /** What an operator set on the command line of the JVM stays. */
    public static void set() {
        unlessSet("jdk.httpserver.maxConnections", "256");
        unlessSet("sun.net.httpserver.maxIdleConnections", "16");
        unlessSet("sun.net.httpserver.maxReqTime", "10"); // seconds for a request to arrive
        unlessSet("sun.net.httpserver.maxRspTime", "30"); // seconds for its answer to leave
    }

    private static void unlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
