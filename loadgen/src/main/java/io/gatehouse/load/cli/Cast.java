package io.gatehouse.load.cli;

import io.gatehouse.load.device.TlsOptions;
import io.gatehouse.load.fleet.Identity;
import io.gatehouse.load.scenario.Authority;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A fleet that the broker knows.
 *
 * @param authorities what the broker is verified by
 * @param topics what the topics of this run begin with
 * @param engine whose TLS its keys need
 * @param authority for scenarios that change the registry; {@code null} where the broker is a foreign one
 * @param farewell is called when the run is over, and says what it could not undo
 */
record Cast(
        InetSocketAddress broker,
        List<X509Certificate> authorities,
        List<Identity> identities,
        String topics,
        TlsOptions.Engine engine,
        @Nullable Authority authority,
        Supplier<List<String>> farewell) {
    Cast {
        authorities = List.copyOf(authorities);
        identities = List.copyOf(identities);
    }
}
