package io.gatehouse.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.registry.RegistryChange;
import io.gatehouse.session.IdleSessions;
import io.gatehouse.session.Lifecycle;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LiveRightsTest {
    private final IdleSessions ground = new IdleSessions(Lifecycle.of());
    private final TestClock clock = new TestClock();

    @AfterEach
    void close() {
        ground.close();
    }

    @Test
    void what_the_memory_of_the_registry_takes_is_part_of_what_a_live_session_waits_for() throws Exception {
        LiveRights rights = new LiveRights(ground.sessions(), List.of(), ground.metrics(), clock);

        rights.stored();
        clock.advance(300);
        rights.changed(new RegistryChange.PoliciesChanged(Set.of("certificate")));
        ground.sessions().onEveryLoop(_ -> {}).get(10, TimeUnit.SECONDS); // behind what the change had to do there

        assertThat(ground.metrics().scrape()).contains("gatehouse_policy_propagation_seconds_sum 0.3");
    }
}
