package io.gatehouse.indexing;

import static io.gatehouse.RunningBroker.done;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is remembered of the connections of things, and for how long. */
final class LastConnectionsTest {
    private static final Connectivity ON = new Connectivity("lamp", true, 1, null, 60, true, 0);
    private static final Connectivity OFF = new Connectivity("lamp", false, 2, "CONNECTION_LOST", 60, true, 0);

    private Fleet fleet;
    private LastConnections connections;

    @BeforeEach
    void open() throws Exception {
        fleet = new Fleet().thing("lamp");
        connections = LastConnections.of(fleet.registry);
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void a_thing_is_connected_until_its_connection_ends() {
        assertThat(connections.of("lamp")).isNull();
        connections.connected("lamp", "first", ON);
        assertThat(connections.of("lamp")).isEqualTo(ON);
        connections.disconnected("lamp", "first", OFF);
        assertThat(connections.of("lamp")).isEqualTo(OFF);
    }

    @Test
    void the_end_of_a_connection_that_was_taken_over_does_not_end_the_one_after_it() {
        connections.connected("lamp", "first", ON);
        connections.connected("lamp", "second", ON);
        connections.disconnected("lamp", "first", OFF);

        assertThat(connections.of("lamp")).isEqualTo(ON);
    }

    @Test
    void of_a_thing_that_is_not_there_nothing_is_remembered() {
        connections.connected("lamp", "first", ON);
        done(fleet.registry.deleteThing("lamp"));
        assertThat(connections.size()).isZero();

        connections.disconnected("lamp", "first", OFF);
        connections.connected("stranger", "second", ON);
        assertThat(connections.size()).isZero();
    }
}
