package io.gatehouse.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.ListenerSettings;
import io.gatehouse.reason.Reason;
import io.gatehouse.security.RawClient.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A flood costs an accept and a close: beyond the limits nothing of TLS begins. */
final class ConnectionLimitIT {
    private static final int FLOOD = 40;

    private static RunningBroker broker(int maxConnections, int maxConnectRate) {
        return RunningBroker.start(Compatibility.EXTENDED, from -> {
            ListenerSettings listener = from.listeners().getFirst();
            return RunningBroker.withListener(
                    from,
                    new ListenerSettings(
                            listener.name(),
                            listener.host(),
                            0,
                            listener.protocols(),
                            listener.signedRequests(),
                            listener.backlog(),
                            maxConnections,
                            maxConnectRate,
                            listener.proxyProtocolFrom()));
        });
    }

    @Test
    void connections_beyond_the_limit_are_closed_before_tls_and_make_room_again() throws IOException {
        try (RunningBroker broker = broker(3, 0);
                LogLines log = LogLines.listen()) {
            TestDevice device = broker.device("first");
            Watch refusals = Watch.refusals(broker, Reason.CONNECTION_LIMIT);
            try (RawClient first = RawClient.connected(broker, device);
                    var _ = RawClient.of(broker, device); // a handshake: accepted for certain, whatever loop accepts
                    var _ = RawClient.of(broker, device)) {
                for (int i = 0; i < FLOOD; i++) {
                    try (RawClient refused = RawClient.plaintext(broker)) {
                        refused.awaitSocketClosed();
                    }
                }

                refusals.rose(FLOOD);
                assertThat(log.of("CONNECTION_LIMIT")).hasSize(1);
                first.send(Frames.PINGREQ).expect(Answer.PINGRESP);
            }
            await().atMost(Watch.PATIENCE)
                    .ignoreExceptions() // until the broker has seen the others go
                    .untilAsserted(() -> RawClient.connected(broker, device).close());
        }
    }

    @Test
    void connections_that_come_too_fast_are_closed_before_tls() throws IOException {
        try (RunningBroker broker = broker(1000, 1);
                LogLines log = LogLines.listen()) {
            Watch refusals = Watch.refusals(broker, Reason.CONNECT_RATE_EXCEEDED);
            List<RawClient> flood = new ArrayList<>();
            for (int i = 0; i < FLOOD; i++) {
                flood.add(RawClient.plaintext(broker));
            }

            refusals.roseToAtLeast(FLOOD / 2.0); // how many exactly, the machine's load decides
            assertThat(log.of("CONNECT_RATE_EXCEEDED")).hasSize(1);
            for (RawClient client : flood) {
                client.close();
            }
        }
    }
}
