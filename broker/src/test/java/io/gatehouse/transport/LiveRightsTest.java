package io.gatehouse.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.loop.Clock;
import io.gatehouse.loop.Loops;
import io.gatehouse.metrics.Metrics;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.refusal.Refusals;
import io.gatehouse.registry.RegistryChange;
import io.gatehouse.retain.RetainedMessages;
import io.gatehouse.routing.OutboxLimits;
import io.gatehouse.routing.Router;
import io.gatehouse.routing.TopicTrie;
import io.gatehouse.session.Lifecycle;
import io.gatehouse.session.SessionRules;
import io.gatehouse.session.Sessions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LiveRightsTest {
    private static final SessionRules RULES =
            new SessionRules(Qos.EXACTLY_ONCE, true, true, 10, 10, 10, 10, 100, 10, 10, 1000, 0, 0, 10, true);

    private final Loops loops = Loops.start(1, Clock.SYSTEM);
    private final Metrics metrics = new Metrics(1);
    private final TestClock clock = new TestClock();
    private final TopicTrie trie = new TopicTrie(true);
    private final Sessions sessions = new Sessions(
            loops,
            RULES,
            trie,
            new Router(loops, trie, OutboxLimits.DEFAULT, List.of(), index -> metrics.loop(index)::dropped),
            new RetainedMessages(10, 1000),
            Lifecycle.of(),
            metrics,
            new Refusals(metrics, List.of()));

    @AfterEach
    void close() {
        loops.close();
        metrics.close();
    }

    @Test
    void what_the_memory_of_the_registry_takes_is_part_of_what_a_live_session_waits_for() throws Exception {
        LiveRights rights = new LiveRights(sessions, List.of(), metrics, clock);

        rights.stored();
        clock.advance(300);
        rights.changed(new RegistryChange.PoliciesChanged(Set.of("certificate")));
        sessions.onEveryLoop(_ -> {}).get(10, TimeUnit.SECONDS); // behind what the change had to do there

        assertThat(metrics.scrape()).contains("gatehouse_policy_propagation_seconds_sum 0.3");
    }
}
