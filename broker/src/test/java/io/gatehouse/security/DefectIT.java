package io.gatehouse.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.config.Compatibility;
import io.gatehouse.harness.ExpectedErrors;
import io.gatehouse.reason.Reason;
import io.gatehouse.security.RawClient.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A defect in the handling of a packet is that connection's end, and nobody else's. */
final class DefectIT {
    @ParameterizedTest(name = "after {0} readings of the calendar")
    @ValueSource(ints = {0, 1})
    void a_handler_that_throws_ends_its_connection_and_no_other(int readings) throws Exception {
        var clock = new FailingClock();
        try (RunningBroker broker = RunningBroker.start(Compatibility.EXTENDED, UnaryOperator.identity(), clock)) {
            List<RawClient> others = new ArrayList<>();
            for (int i = 0; i < 6; i++) { // some on the same loop as the victim
                others.add(RawClient.connected(broker, broker.device("other" + i)));
            }
            Watch ends = Watch.disconnects(broker, Reason.SERVER_DEFECT);
            try (var _ = ExpectedErrors.expect("provoked");
                    RawClient victim = RawClient.connected(broker, broker.device("victim"))) {
                clock.failAfter(readings);
                victim.send(Frames.publish5("some/topic", "message", 1));

                Answer farewell = victim.expect(Answer.DISCONNECT);

                assertThat(farewell.code()).isEqualTo(0x80);
                assertThat(farewell.words())
                        .contains(Reason.SERVER_DEFECT.meaning())
                        .doesNotContain("provoked");
                victim.awaitClosed();
                ends.rose(1);
            }
            for (RawClient other : others) {
                assertThat(other.publish("some/topic", "message", 1).code()).isIn(0, 0x10);
                other.close();
            }
            try (RawClient again = RawClient.of(broker, broker.device("next"))) {
                again.admitted(Frames.Connect.mqtt5("victim"));
            }
        }
    }
}
