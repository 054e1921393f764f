package io.gatehouse.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.TlsSettings;
import io.gatehouse.reason.Reason;
import io.gatehouse.security.Frames.Connect;
import io.gatehouse.security.RawClient.Answer;
import io.gatehouse.tls.EnginesHere;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** T-N12, CVE-2026-39304: a client that asks for new keys without end, over real sockets, at a whole broker. */
final class KeyUpdateIT {
    private static final int WITHOUT_END = 100_000;
    private static final int BOUND = 32;

    private static Configuration with(Configuration from, TlsSettings.Engine engine) {
        TlsSettings tls = from.tls();
        return RunningBroker.withTls(
                from,
                new TlsSettings(
                        EnginesHere.assumed(engine),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        tls.versions(),
                        List.of("x25519", "secp256r1"),
                        tls.handshakeTimeout(),
                        tls.maxClientHelloBytes(),
                        false,
                        tls.ticketLifetime(),
                        tls.expiredCertificateGrace(),
                        tls.expiryWarning()));
    }

    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void a_flood_of_key_updates_ends_its_connection_and_no_other(TlsSettings.Engine engine) throws Exception {
        try (RunningBroker broker = RunningBroker.start(Compatibility.EXTENDED, from -> with(from, engine))) {
            TestDevice flooding = broker.device("flooding");
            Watch ends = Watch.disconnects(broker, Reason.TLS_RENEGOTIATION);
            try (RawClient bystander = RawClient.connected(broker, broker.device("bystander"));
                    RawClient client = RawClient.connected(broker, flooding)) {
                int sent = 0;
                try {
                    while (sent < WITHOUT_END) {
                        client.tls().startHandshake(); // in TLS 1.3: a KeyUpdate that asks for one
                        sent++;
                    }
                } catch (IOException closed) {
                    // as expected
                }

                assertThat(sent).as("key updates until the end").isBetween(BOUND, WITHOUT_END - 1);
                ends.rose(1);
                bystander.send(Frames.PINGREQ).expect(Answer.PINGRESP);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void a_client_that_changes_its_keys_and_goes_on_is_let_be(TlsSettings.Engine engine) throws Exception {
        try (RunningBroker broker = RunningBroker.start(Compatibility.EXTENDED, from -> with(from, engine))) {
            TestDevice device = broker.device("careful");
            try (RawClient client = RawClient.of(broker, device)) {
                client.admitted(Connect.mqtt5("careful"));
                for (int i = 0; i < 10 * BOUND; i++) {
                    client.tls().startHandshake();
                    client.send(Frames.PINGREQ).expect(Answer.PINGRESP);
                }
            }
        }
    }
}
