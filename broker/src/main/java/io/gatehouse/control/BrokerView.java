package io.gatehouse.control;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The running broker in a few words.
 *
 * @param controlPlane where AWS's tools reach it, or what it waits for; {@code null} where it is off
 * @param tlsEngine as {@code BoringSSL}
 * @param revocation what is asked about certificates beside the registry
 * @param authorityExpiry end of the development root, {@code null} where there is none
 * @param dataFolder absolute
 * @param blockCacheBytes of the store, at most, beside the heap
 * @param writeBufferBytes of the store, at most, beside the heap
 */
public record BrokerView(
        String version,
        Instant startedAt,
        boolean ready,
        List<Listener> listeners,
        @Nullable String controlPlane,
        String tlsEngine,
        String revocation,
        @Nullable Instant authorityExpiry,
        String dataFolder,
        long blockCacheBytes,
        long writeBufferBytes) {

    /**
     * An address that is listened on.
     *
     * @param name as configured
     * @param port the one really bound
     */
    public record Listener(String name, String host, int port) {
        @Override
        public String toString() {
            return name + " " + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    public BrokerView {
        listeners = List.copyOf(listeners);
    }

    /** The same broker, whose control plane is there. */
    public BrokerView withControlPlane(@Nullable String place) {
        return new BrokerView(
                version,
                startedAt,
                ready,
                listeners,
                place,
                tlsEngine,
                revocation,
                authorityExpiry,
                dataFolder,
                blockCacheBytes,
                writeBufferBytes);
    }
}
