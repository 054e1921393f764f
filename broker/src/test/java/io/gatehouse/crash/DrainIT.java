package io.gatehouse.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gatehouse drain}, as {@code preStop} of a pod runs it. */
final class DrainIT {
    @Test
    void drain_ends_the_broker_in_order_and_returns_when_it_has_ended(@TempDir Path data) throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(data, List.of("--shutdown.drain=1500ms"))) {
            broker.awaitReady();

            BrokerProcess.Ran drain = BrokerProcess.run(data, "drain");

            assertThat(drain.exitCode()).as("%s", drain.output()).isZero();
            assertThat(drain.output()).contains("readiness has fallen", "the broker has ended");
            assertThat(broker.awaitExit()).as("exit code").isZero();
            BrokerProcess.Ran again = BrokerProcess.run(data, "drain");
            assertThat(again.exitCode()).isEqualTo(3);
            assertThat(again.output()).contains("the broker was not drained");
        }
    }

    @Test
    void without_waiting_it_returns_while_the_broker_still_drains(@TempDir Path data) throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(data, List.of("--shutdown.drain=1m"))) {
            broker.awaitReady();

            BrokerProcess.Ran drain = BrokerProcess.run(data, "drain", "--no-wait");

            assertThat(drain.exitCode()).as("%s", drain.output()).isZero();
            assertThat(drain.output()).contains("the broker is stopping");
            assertThat(broker.hasEnded()).isFalse();
        }
    }
}
