package io.gatehouse.session;

import io.gatehouse.engine.KeyValue;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.routing.SubscriptionOptions;
import java.util.List;
import java.util.Map;

/** Writes sessions into a store as a broker leaves them there, without a broker. */
public final class StoredSessions {
    private static final int WINDOW = 100;
    private static final long EXPIRY_SECONDS = 7 * 24 * 3600;

    private static final long INCARNATION = 1;

    private final SessionStore store;

    public StoredSessions(KeyValue keyValue) {
        this.store = new SessionStore(keyValue);
    }

    /** A session that has left, with one subscription, that has got nothing from {@code next} on. */
    public void write(String clientId, Principal principal, String filter, long[] next, int queued, long queuedBytes) {
        var _ = store.save(new SessionRecord(
                clientId,
                INCARNATION,
                principal,
                new Origin("mqtts", "127.0.0.1", 1, true, false),
                ProtocolVersion.MQTT_5,
                true,
                EXPIRY_SECONDS,
                1,
                System.currentTimeMillis(),
                null));
        var _ = store.save(
                clientId,
                INCARNATION,
                Map.of(filter, new SavedSubscription(SubscriptionOptions.of(Qos.AT_LEAST_ONCE), next, List.of())));
        store.save(
                        clientId,
                        INCARNATION,
                        new Checkpoint(
                                next,
                                WINDOW,
                                List.of(),
                                new LogQueue.Saved(queued, queuedBytes, 0, new long[0], List.of())),
                        List.of())
                .join();
    }
}
