package io.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.engine.MemoryKeyValue;
import io.gatehouse.harness.ExpectedErrors;
import io.gatehouse.loop.Clock;
import io.gatehouse.loop.KeyedExecutor;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Payload;
import io.gatehouse.mqtt.Puback;
import io.gatehouse.mqtt.Publish;
import io.gatehouse.mqtt.PublishProperties;
import io.gatehouse.mqtt.Pubrec;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.reason.Reason;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What clients ask on reserved topics, and who gets the answer. */
final class TopicServicesTest {
    private static final String ASK = "$aws/echo";
    private static final String ANSWER = "$aws/echo/answer";

    private final Echo echo = new Echo();
    private final DurableGround ground = new DurableGround(
            DurableGround.rules(10, 100, 1_000_000),
            Clock.SYSTEM,
            new MemoryKeyValue(),
            new TopicServices(List.of(echo), new KeyedExecutor.Bounds(16, 1000, 3)));

    /** Answers with what it was asked; "slowly" when it is told to. */
    private static final class Echo implements TopicService {
        final List<String> asked = new CopyOnWriteArrayList<>();
        final CountDownLatch gate = new CountDownLatch(1);

        @Override
        public boolean answers(Topic topic) {
            return topic.name().equals(ASK);
        }

        @Override
        public ServiceAnswer answer(ServiceRequest request) {
            String text = new String(request.payload(), StandardCharsets.UTF_8);
            asked.add(request.clientId() + " " + request.principalId() + " " + text);
            if (text.startsWith("slowly")) {
                try {
                    assertThat(gate.await(20, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException interrupted) {
                    throw new AssertionError(interrupted);
                }
            }
            if (text.equals("badly")) {
                throw new IllegalStateException("a defect, as it was asked for");
            }
            return said("echo " + text);
        }

        private static ServiceAnswer said(String text) {
            return new ServiceAnswer(Topic.of(ANSWER), text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public ServiceAnswer overloaded(ServiceRequest request) {
            return said("busy");
        }

        @Override
        public ServiceAnswer failed(ServiceRequest request) {
            return said("failed");
        }
    }

    @AfterEach
    void close() {
        echo.gate.countDown();
        ground.close();
    }

    /** Asks, with packet id 77. */
    private void publish(DurableGround.Device device, Qos qos, boolean retain) {
        ground.on(() -> {
            try (Payload payload = Payload.copyOf("hello".getBytes(StandardCharsets.UTF_8))) {
                Message message = new Message(Topic.of(ASK), payload, qos, retain, PublishProperties.NONE, "", 0);
                device.session().on(new Publish(message, 77, false, 0, SubscriptionIds.NONE));
            }
        });
    }

    @Test
    void the_one_who_asks_is_answered_and_nobody_else_hears_of_either() {
        DurableGround.Device device = ground.passer("device").subscribe(ANSWER);
        DurableGround.Device other =
                ground.passer("other").subscribe(ANSWER).subscribe("$aws/#").subscribe(ASK);

        assertThat(device.publish(ASK, "hello")).isEqualTo(ReasonCode.SUCCESS);

        assertThat(device.take()).isEqualTo("echo hello");
        assertThat(echo.asked).containsExactly("device certificate hello");
        assertThat(other.waiting()).isZero();
    }

    @Test
    void requests_of_one_client_are_answered_in_their_order() {
        DurableGround.Device device = ground.passer("device").subscribe(ANSWER);
        device.send(ASK, "slowly");
        device.send(ASK, "then");
        device.send(ASK, "last");
        echo.gate.countDown();

        assertThat(List.of(device.take(), device.take(), device.take()))
                .containsExactly("echo slowly", "echo then", "echo last");
    }

    @Test
    void more_than_there_is_room_for_is_answered_too_and_acknowledged() {
        DurableGround.Device device = ground.passer("device").subscribe(ANSWER);
        for (int i = 0; i < 3; i++) {
            assertThat(device.publish(ASK, "slowly")).isEqualTo(ReasonCode.SUCCESS);
        }

        assertThat(device.publish(ASK, "one more")).isEqualTo(ReasonCode.SUCCESS);

        assertThat(device.take()).isEqualTo("busy");
        assertThat(ground.passer("other").subscribe(ANSWER).publish(ASK, "x".repeat(1001)))
                .isEqualTo(ReasonCode.SUCCESS);
    }

    @Test
    void without_a_subscription_the_answer_comes_all_the_same_and_wants_no_acknowledgement() {
        DurableGround.Device device = ground.passer("device");
        DurableGround.Device member = ground.passer("member").subscribe("$share/group/" + ANSWER);

        device.publish(ASK, "hello");

        assertThat(device.receive()).isEqualTo("echo hello");
        ground.on(() -> assertThat(device.session().outbound().inflight()).isZero());
        member.subscribe("other");
        assertThat(member.waiting()).isZero();
    }

    @Test
    void a_connection_that_came_later_does_not_get_the_answer_to_an_earlier_one() {
        DurableGround.Device device = ground.device("device", 10).subscribe(ANSWER);
        device.publish(ASK, "slowly secret");
        await().until(() -> echo.asked.size() == 1);
        device.leave();
        DurableGround.Device again = ground.device("device", 10);

        echo.gate.countDown();
        again.publish(ASK, "again");

        assertThat(again.take()).isEqualTo("echo again");
        assertThat(again.waiting()).isZero();
        assertThat(again.queued()).isZero();
    }

    @Test
    void the_answer_has_at_most_the_qos_of_the_subscription() {
        DurableGround.Device device = ground.passer("device").subscribe(ANSWER, Qos.AT_MOST_ONCE);

        device.publish(ASK, "hello");

        assertThat(device.receive()).isEqualTo("echo hello");
        ground.on(() -> assertThat(device.session().outbound().inflight()).isZero());
    }

    @Test
    void a_request_with_qos_2_is_made_once_however_often_it_is_sent() {
        DurableGround.Device device = ground.passer("device").subscribe(ANSWER);

        publish(device, Qos.EXACTLY_ONCE, false);
        publish(device, Qos.EXACTLY_ONCE, false);

        assertThat(device.answer()).isInstanceOf(Pubrec.class);
        assertThat(device.answer()).isInstanceOf(Pubrec.class);
        assertThat(device.take()).isEqualTo("echo hello");
        assertThat(echo.asked).hasSize(1);
    }

    @Test
    void its_acknowledgement_comes_behind_those_of_what_was_sent_before() {
        ground.device("reader", 10).subscribe("in/#");
        DurableGround.Device device = ground.passer("device").subscribe(ANSWER);

        device.send("in/a", "through the log");
        device.send(ASK, "hello");

        assertThat(List.of(device.answer(), device.answer()))
                .extracting(answer -> ((Puback) answer).packetId())
                .isSorted();
        assertThat(device.take()).isEqualTo("echo hello");
    }

    @Test
    void a_defect_is_told_to_the_one_who_asked() {
        DurableGround.Device device = ground.passer("device").subscribe(ANSWER);

        try (var _ = ExpectedErrors.expect("a defect, as it was asked for")) {
            device.publish(ASK, "badly");

            assertThat(device.take()).isEqualTo("failed");
        }
    }

    @Test
    void topics_that_nobody_answers_on_and_requests_to_be_retained_stay_refused() {
        DurableGround.Device device = ground.passer("device");

        assertThat(device.publish("$aws/other", "hello")).isEqualTo(ReasonCode.NOT_AUTHORIZED);
        assertThat(device.publish(ANSWER, "hello")).isEqualTo(ReasonCode.NOT_AUTHORIZED);
        publish(device, Qos.AT_LEAST_ONCE, true);

        assertThat(((Puback) device.answer()).reasonCode()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
        assertThat(ground.toldOf("device", Reason.TOPIC_RESERVED, 3)).isNotNull();
        assertThat(echo.asked).isEmpty();
    }
}
