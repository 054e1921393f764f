package io.gatehouse.conformance;

import static org.awaitility.Awaitility.await;

import io.gatehouse.RunningBroker;
import io.gatehouse.Spec;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a broker does without being asked. */
final class HousekeepingIT {
    @RegisterExtension
    private static final WireClients clients = WireClients.ofBroker(RunningBroker::start);

    @Test
    @Spec("MQTT-3.3.2-5")
    void a_retained_message_that_has_expired_is_removed_although_nobody_asks_for_it() {
        clients.v5("sender")
                .publish("33", "short/lived", 1, "02 00000001", "gone")
                .expect(WirePacket.PUBACK);

        await("two rounds")
                .atMost(Duration.ofSeconds(40))
                .until(() -> clients.broker().metric("gatehouse_retained_messages") == 0);
    }
}
