package io.gatehouse.load.device;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the devices of a fleet connect. Immutable.
 *
 * @param sources addresses to connect from, in turn; empty for what the system chooses
 * @param timeout of each step of a connect: TCP, TLS, CONNACK
 * @param threads event loops
 */
public record FleetOptions(
        InetSocketAddress broker,
        TlsOptions tls,
        List<InetAddress> sources,
        boolean mqtt5,
        Duration timeout,
        int threads) {
    public FleetOptions {
        sources = List.copyOf(sources);
    }

    /** Where the device of this number connects from; port 0, which is any. */
    @Nullable
    InetSocketAddress source(int device) {
        return sources.isEmpty() ? null : new InetSocketAddress(sources.get(device % sources.size()), 0);
    }
}
