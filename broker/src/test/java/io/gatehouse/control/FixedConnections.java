package io.gatehouse.control;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** Connections that a test says are there. */
public final class FixedConnections implements LiveConnections {
    private final ConcurrentSkipListMap<String, ConnectionView> byClientId = new ConcurrentSkipListMap<>();

    public void add(String clientId) {
        byClientId.put(
                clientId,
                new ConnectionView(
                        clientId,
                        "lamp",
                        "0".repeat(64),
                        null,
                        "127.0.0.1:50000",
                        "MQTT 5.0",
                        "tcp",
                        Instant.EPOCH,
                        60,
                        true,
                        0,
                        "TLSv1.3",
                        "TLS_AES_128_GCM_SHA256",
                        "X25519MLKEM768",
                        null,
                        List.of("lamp/#"),
                        1,
                        2,
                        3,
                        4,
                        null,
                        List.of(),
                        null));
    }

    @Override
    public List<ConnectionView> list(String clientIdPrefix, @Nullable String after, int max, boolean sharedOnly) {
        return byClientId.values().stream()
                .filter(c -> c.clientId().startsWith(clientIdPrefix))
                .filter(c -> !sharedOnly || !c.sharedWith().isEmpty())
                .filter(c -> after == null || c.clientId().compareTo(after) > 0)
                .limit(max)
                .toList();
    }

    @Override
    public @Nullable ConnectionView describe(String clientId) {
        return byClientId.get(clientId);
    }

    @Override
    public boolean kick(String clientId) {
        return byClientId.remove(clientId) != null;
    }
}
