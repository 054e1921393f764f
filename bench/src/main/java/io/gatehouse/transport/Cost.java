package io.gatehouse.transport;

/** How often something was done, and what it cost the server. */
record Cost(long count, double cpuSeconds, double wallSeconds) {
    double microsEach() {
        return cpuSeconds / count * 1e6;
    }

    double perSecond() {
        return count / wallSeconds;
    }
}
