package io.gatehouse.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.cli.OperatorKey;
import io.gatehouse.config.Compatibility;
import io.gatehouse.control.Answer;
import io.gatehouse.control.BrokerApi;
import io.gatehouse.control.Page;
import io.gatehouse.control.Refusal;
import io.gatehouse.control.RegistryDocumentApi;
import io.gatehouse.control.ThingApi;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A control plane asked by a machine with a clock of its own. */
final class RemoteBrokerIT {
    @TempDir
    private Path folder;

    private RunningBroker broker;
    private RemoteBroker.AccessKey key;

    @BeforeEach
    void start() {
        broker = RunningBroker.start(Compatibility.EXTENDED, RunningBroker::withControl);
        OperatorKey made = OperatorKey.of("ada", "viewer", broker, folder);
        key = new RemoteBroker.AccessKey(made.id(), made.secret());
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private RemoteBroker at(InstantSource clock) throws Exception {
        TestDevice somebody = RunningBroker.stranger("somebody");
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, somebody.trust().getTrustManagers(), null);
        return RemoteBroker.at(broker.controlPlane(), tls, key, "", Duration.ofSeconds(10), clock);
    }

    @Test
    void a_clock_that_is_wrong_is_said_to_be_wrong() throws Exception {
        for (Duration off : new Duration[] {Duration.ofMinutes(12), Duration.ofMinutes(-12)}) {
            try (RemoteBroker remote = at(() -> Instant.now().plus(off))) {
                assertThat(remote.call(ThingApi.LIST, new Page(null, null, 1)))
                        .isInstanceOfSatisfying(Answer.NotAuthorised.class, refused -> {
                            assertThat(refused.why()).contains("the clock of this machine says 20");
                            assertThat(refused.remedy()).contains("set the clock that is wrong");
                        });
            }
        }
        try (RemoteBroker remote = at(() -> Instant.now().plus(Duration.ofMinutes(4)))) {
            assertThat(remote.call(ThingApi.LIST, new Page(null, null, 1))).isInstanceOf(Answer.Done.class);
        }
    }

    @Test
    void what_has_no_request_of_its_own_is_refused_without_asking() throws Exception {
        broker.stop();
        try (RemoteBroker remote = at(InstantSource.system())) {
            assertThat(remote.call(RegistryDocumentApi.EXPORT, new BrokerApi.Nothing()))
                    .isInstanceOfSatisfying(
                            Answer.Refused.class,
                            refused -> assertThat(refused.refusal().code()).isEqualTo(Refusal.Code.NOT_AVAILABLE));
        }
    }
}
