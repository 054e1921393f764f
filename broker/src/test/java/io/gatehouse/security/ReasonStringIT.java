package io.gatehouse.security;

import static io.gatehouse.Policies.allow;
import static io.gatehouse.Policies.deny;
import static io.gatehouse.Policies.document;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.SessionSettings;
import io.gatehouse.reason.Reason;
import io.gatehouse.security.Frames.Connect;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Whether a 5.0 client is told in words why something was refused. */
class ReasonStringIT {
    private static final String DOCUMENT = document(allow("iot:*", "*"), deny("iot:Publish", "topic/no"));

    private static RunningBroker broker(boolean reasonStrings) {
        return RunningBroker.start(Compatibility.EXTENDED, from -> {
            SessionSettings sessions = from.sessions();
            return RunningBroker.withSessions(
                    from,
                    new SessionSettings(
                            sessions.maxExpiry(),
                            sessions.minKeepAlive(),
                            sessions.maxKeepAlive(),
                            sessions.foreignClientId(),
                            sessions.maxWillDelay(),
                            sessions.queueFull(),
                            sessions.backlogRate(),
                            reasonStrings));
        });
    }

    private static String refusedPublish(RunningBroker broker) throws IOException {
        TestDevice device = broker.device("lamp", "lamp", DOCUMENT);
        try (RawClient client = RawClient.connected(broker, device)) {
            RawClient.Answer answer = client.publish("no", "message", 1);
            assertThat(answer.code()).isEqualTo(0x87);
            return answer.words();
        }
    }

    private static String refusedConnect(RunningBroker broker) throws IOException {
        TestDevice device = broker.device("mute", "mute", document(allow("iot:Publish", "*")));
        try (RawClient client = RawClient.of(broker, device)) {
            RawClient.Answer answer = client.connect(Connect.mqtt5("mute"));
            assertThat(answer.code()).isEqualTo(0x87);
            return answer.words();
        }
    }

    @Test
    void a_client_is_told_in_words_what_was_refused() throws IOException {
        try (RunningBroker broker = broker(true)) {
            assertThat(refusedPublish(broker)).contains(Reason.PUBLISH_NOT_AUTHORIZED.meaning());
            assertThat(refusedConnect(broker)).contains(Reason.CONNECT_NOT_AUTHORIZED.meaning());
        }
    }

    @Test
    void where_words_are_switched_off_it_is_told_the_code_alone() throws IOException {
        try (RunningBroker broker = broker(false)) {
            assertThat(refusedPublish(broker)).doesNotContain("policy");
            assertThat(refusedConnect(broker)).doesNotContain("policy");
        }
    }
}
