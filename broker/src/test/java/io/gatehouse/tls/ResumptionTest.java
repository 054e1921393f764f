package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.TlsSettings;
import io.gatehouse.reason.Reason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The client here always tries to resume. The witness is the client: a resumed session shows it no certificate. */
final class ResumptionTest {
    private static final CertificateAndKey SERVER = TestCertificates.of("P-256");
    private static final CertificateAndKey DEVICE = TestCertificates.another("P-256", "device");

    private final List<String> asked = new ArrayList<>();
    private @Nullable Reason answer;

    private ServerTls open(TlsSettings.Engine engine, boolean resumption) throws TlsConfigurationException {
        return ServerTls.open(
                Conversation.settings(engine, resumption),
                Conversation.MQTT,
                TestCertificates.shown(SERVER),
                (id, leaf) -> {
                    asked.add(id);
                    return answer;
                });
    }

    /** Session tickets of TLS 1.3 travel with the first data. */
    private static Conversation connectAndTalk(TestClient client, ServerTls tls) {
        return client.connect(tls).clientSays("hello").serverSays("world");
    }

    @EveryEngineAndVersion
    void by_default_no_session_resumes(TlsSettings.Engine engine, String version) throws Exception {
        try (ServerTls tls = open(engine, false);
                TestClient client = TestClient.jdk(DEVICE, version)) {
            for (int i = 1; i <= 3; i++) {
                try (Conversation conversation = connectAndTalk(client, tls)) {
                    assertThat(conversation.handshake().resumed()).isFalse();
                    assertThat(client.fullHandshakes()).isEqualTo(i);
                }
            }
            assertThat(asked).isEmpty();
        }
    }

    @EveryEngineAndVersion
    void where_it_is_on_a_session_resumes_with_the_same_identity(TlsSettings.Engine engine, String version)
            throws Exception {
        try (ServerTls tls = open(engine, true);
                TestClient client = TestClient.jdk(DEVICE, version)) {
            try (Conversation first = connectAndTalk(client, tls)) {
                assertThat(first.handshake().resumed()).isFalse();
            }
            try (Conversation second = connectAndTalk(client, tls)) {
                assertThat(second.handshake().resumed()).isTrue();
                assertThat(second.handshake().certificateId()).isEqualTo(CertificateIds.of(DEVICE.leaf()));
                assertThat(second.serverHeard()).containsExactly("hello");
            }
            assertThat(client.fullHandshakes()).isEqualTo(1);
            assertThat(asked).containsExactly(CertificateIds.of(DEVICE.leaf()));
        }
    }

    @EveryEngineAndVersion
    void a_revoked_certificate_cannot_resume(TlsSettings.Engine engine, String version) throws Exception {
        try (ServerTls tls = open(engine, true);
                TestClient client = TestClient.jdk(DEVICE, version)) {
            connectAndTalk(client, tls).close();
            answer = Reason.CERTIFICATE_REVOKED;

            try (Conversation resumed = connectAndTalk(client, tls)) {
                assertThat(resumed.succeeded()).isFalse();
                assertThat(resumed.serverHeard()).isEmpty();
                assertThat(resumed.serverOpen()).isFalse();
                HandshakeFailure failure = resumed.failure();
                assertThat(failure.reason()).isEqualTo(Reason.TLS_RESUMPTION_REFUSED);
                assertThat(failure.detail()).startsWith("CERTIFICATE_REVOKED");
                assertThat(failure.leaf()).isNotNull();
            }
        }
    }

    @EveryEngineAndVersion
    void a_gate_that_fails_refuses(TlsSettings.Engine engine, String version) throws Exception {
        CertificateGate broken = (id, leaf) -> {
            throw new IllegalStateException("defect");
        };
        try (ServerTls tls = ServerTls.open(
                        Conversation.settings(engine, true),
                        Conversation.MQTT,
                        TestCertificates.shown(SERVER),
                        broken);
                TestClient client = TestClient.jdk(DEVICE, version)) {
            connectAndTalk(client, tls).close();
            try (Conversation resumed = connectAndTalk(client, tls)) {
                assertThat(resumed.succeeded()).isFalse();
                assertThat(resumed.serverHeard()).isEmpty();
            }
        }
    }

    @EveryEngineAndVersion
    void after_a_change_of_trust_every_old_ticket_is_dead_and_new_ones_work(TlsSettings.Engine engine, String version)
            throws Exception {
        try (ServerTls tls = open(engine, true);
                TestClient client = TestClient.jdk(DEVICE, version)) {
            connectAndTalk(client, tls).close();
            tls.trustChanged();
            try (Conversation changed = connectAndTalk(client, tls)) {
                assertThat(changed.handshake().resumed()).isFalse();
                assertThat(client.fullHandshakes()).isEqualTo(2);
            }
            try (Conversation again = connectAndTalk(client, tls)) {
                assertThat(again.handshake().resumed()).isTrue();
            }
        }
    }

    @EveryEngineAndVersion
    void a_ticket_of_one_listener_is_nothing_to_another(TlsSettings.Engine engine, String version) throws Exception {
        try (ServerTls one = open(engine, true);
                ServerTls other = open(engine, true);
                TestClient client = TestClient.jdk(DEVICE, version)) {
            connectAndTalk(client, one).close();
            try (Conversation elsewhere = connectAndTalk(client, other)) {
                assertThat(elsewhere.handshake().resumed()).isFalse();
            }
        }
    }
}
