package io.gatehouse;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Whether {@code /livez} of this broker answers 200: what an orchestrator asks from outside, asked for the watchdog of
 * systemd. Blocks for as long as the answer takes, seconds at most.
 *
 * @param address of the probes
 */
record LivenessProbe(InetSocketAddress address) implements BooleanSupplier {
    private static final int PATIENCE_MILLIS = (int) Duration.ofSeconds(5).toMillis();

    @Override
    public boolean getAsBoolean() {
        try {
            URI probe = new URI(
                    "http", null, address.getAddress().getHostAddress(), address.getPort(), "/livez", null, null);
            var connection = (HttpURLConnection) probe.toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(PATIENCE_MILLIS);
            connection.setReadTimeout(PATIENCE_MILLIS);
            try {
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            } finally {
                connection.disconnect();
            }
        } catch (IOException | URISyntaxException silent) {
            return false;
        }
    }
}
