package io.gatehouse.security;

import static io.gatehouse.Policies.allow;
import static io.gatehouse.Policies.deny;
import static io.gatehouse.Policies.document;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.Spec;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.SessionSettings;
import io.gatehouse.reason.Reason;
import io.gatehouse.security.Frames.Connect;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Whether a 5.0 client is told in words why something was refused. */
class ReasonStringIT {
    private static final String NO_FILTER = "topicfilter/no";
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
                            reasonStrings,
                            SessionSettings.EXTENDED.sharedCertificate(),
                            sessions.maxSignedConnection()));
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

    private static RawClient.Answer subscribed(RunningBroker broker, String name, String... filters)
            throws IOException {
        TestDevice device = broker.device(name, name, document(allow("iot:*", "*"), deny("iot:Subscribe", NO_FILTER)));
        try (RawClient client = RawClient.connected(broker, device)) {
            return client.subscribe(filters);
        }
    }

    @Test
    void a_client_is_told_in_words_what_was_refused() throws IOException {
        try (RunningBroker broker = broker(true)) {
            assertThat(subscribed(broker, "ear", "no").words()).contains(Reason.SUBSCRIBE_NOT_AUTHORIZED.meaning());
            assertThat(refusedPublish(broker)).contains(Reason.PUBLISH_NOT_AUTHORIZED.meaning());
            assertThat(refusedConnect(broker)).contains(Reason.CONNECT_NOT_AUTHORIZED.meaning());
        }
    }

    @Test
    void where_words_are_switched_off_it_is_told_the_code_alone() throws IOException {
        try (RunningBroker broker = broker(false)) {
            assertThat(subscribed(broker, "ear", "no").body()).isEqualTo(new byte[] {0, 9, 0, (byte) 0x87});
            assertThat(refusedPublish(broker)).doesNotContain("policy");
            assertThat(refusedConnect(broker)).doesNotContain("policy");
        }
    }

    @Test
    @Spec("3.9.2.1.2")
    void a_suback_tells_each_reason_once_however_many_filters_have_it_and_none_where_all_are_granted()
            throws IOException {
        try (RunningBroker broker = broker(true)) {
            String all =
                    subscribed(broker, "ear", "no", "yes", "no", "a/#/b", "no").words();
            assertThat(all)
                    .containsOnlyOnce(Reason.SUBSCRIBE_NOT_AUTHORIZED.meaning())
                    .containsOnlyOnce(Reason.FILTER_INVALID.meaning());

            assertThat(subscribed(broker, "other", "yes", "and/no").body()).isEqualTo(new byte[] {0, 9, 0, 1, 1});
        }
    }
}
