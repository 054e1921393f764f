package io.gatehouse.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.NewcomerSettings;
import io.gatehouse.reason.Reason;
import io.gatehouse.security.Frames.Connect;
import io.gatehouse.security.RawClient.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * While many hold sockets and finish nothing on them, a device connects as if they were not there.
 *
 * <p>Of full size with the profile {@code flood}, which holds ten thousand: about 10,500 open files in each of two
 * processes.
 */
final class FloodIT {
    private static final int SOCKETS = Integer.getInteger("gatehouse.flood.sockets", 1000);
    private static final int CONNECTS = Integer.getInteger("gatehouse.flood.connects", 200);
    private static final int ADDRESSES = 40;
    private static final Duration PROMISED = Duration.ofSeconds(1);
    private static final Logger log = LoggerFactory.getLogger(FloodIT.class);

    /** How long devices took from their SYN to CONNACK. */
    private record Times(long[] sortedNanos) {
        static Times of(RunningBroker broker, TestDevice device, int connects) throws IOException {
            long[] nanos = new long[connects];
            SSLContext tls = device.sslContext();
            for (int i = 0; i < connects; i++) {
                long began = System.nanoTime();
                try (RawClient client = RawClient.of(broker, tls)) {
                    client.admitted(Connect.mqtt5(device.name()));
                    nanos[i] = System.nanoTime() - began;
                }
            }
            Arrays.sort(nanos);
            return new Times(nanos);
        }

        /** The nearest rank. */
        Duration percentile(int percent) {
            int rank = Math.ceilDiv(percent * sortedNanos.length, 100);
            return Duration.ofNanos(sortedNanos[rank - 1]);
        }

        @Override
        public String toString() {
            return sortedNanos.length + " connects: p50 " + percentile(50).toMillis() + " ms, p99 "
                    + percentile(99).toMillis() + " ms, slowest "
                    + percentile(100).toMillis() + " ms";
        }
    }

    private static RunningBroker broker(int maxAtOnce, int maxPerAddress, Duration crowdedTimeout) {
        NewcomerSettings defaults = NewcomerSettings.DEFAULTS;
        NewcomerSettings newcomers = new NewcomerSettings(
                0, 0, 0, 0, maxAtOnce, crowdedTimeout, maxPerAddress, defaults.maxBytes(), 100, Duration.ofSeconds(5));
        return RunningBroker.start(Compatibility.EXTENDED, from -> RunningBroker.withNewcomers(from, newcomers));
    }

    @Test
    void while_many_hold_sockets_a_device_connects_within_a_second() throws Exception {
        try (RunningBroker broker = RunningBroker.start()) {
            TestDevice device = broker.device("lamp");
            Times.of(broker, device, 50); // the machine is warm
            Times before = Times.of(broker, device, CONNECTS);
            try (HeldSockets flood = HeldSockets.at(broker, SOCKETS, ADDRESSES).awaitHeld(SOCKETS)) {
                await().atMost(Watch.PATIENCE).until(() -> broker.metric("gatehouse_newcomers") > SOCKETS * 0.9);

                Times during = Times.of(broker, device, CONNECTS);

                log.atInfo()
                        .addKeyValue("held", SOCKETS)
                        .addKeyValue("fewest", flood.fewest())
                        .addKeyValue("bytes", broker.metric("gatehouse_newcomers_bytes"))
                        .addKeyValue("without", before)
                        .addKeyValue("with", during)
                        .log("devices that connect while sockets are held");
                assertThat(flood.fewest()).isGreaterThan(SOCKETS / 2);
                assertThat(during.percentile(99)).isLessThan(PROMISED);
            }
        }
    }

    @Test
    void who_floods_from_one_address_gets_its_places_and_no_more() throws Exception {
        try (RunningBroker broker = broker(10_000, 100, Duration.ofSeconds(2))) {
            TestDevice device = broker.device("lamp");
            Watch refusals = Watch.refusals(broker, Reason.ADDRESS_LIMIT);
            try (HeldSockets _ = HeldSockets.at(broker, 500, 1)) {
                refusals.roseToAtLeast(400);

                assertThat(broker.metric("gatehouse_newcomers")).isBetween(90.0, 101.0);
                assertThat(Times.of(broker, device, 50).percentile(99)).isLessThan(PROMISED);
            }
        }
    }

    @Test
    void when_every_place_is_taken_nobody_is_accepted_and_devices_come_in_as_the_slow_are_put_out() throws Exception {
        int places = 100;
        try (RunningBroker broker = broker(places, places, Duration.ofSeconds(1));
                LogLines lines = LogLines.listen()) {
            TestDevice device = broker.device("lamp");
            Watch pauses = Watch.on(broker, "gatehouse_accept_pauses_total");
            Watch hurried = Watch.refusals(broker, Reason.NEWCOMER_TIMEOUT);
            try (HeldSockets _ = HeldSockets.at(broker, 500, ADDRESSES)) {
                pauses.roseToAtLeast(1);
                hurried.roseToAtLeast(places);

                for (int i = 0; i < 5; i++) {
                    assertThat(broker.metric("gatehouse_newcomers")).isLessThanOrEqualTo(places + 1.0);
                    try (RawClient client = RawClient.connected(broker, device)) {
                        client.send(Frames.PINGREQ).expect(Answer.PINGRESP);
                    }
                }
            }
            assertThat(lines.all())
                    .filteredOn(line -> line.contains("nobody is accepted while"))
                    .hasSize(1);
            await().untilAsserted(() ->
                    assertThat(broker.metric("gatehouse_newcomers")).isZero());
        }
    }

    @Test
    void while_every_place_is_taken_the_broker_says_that_it_is_not_ready() throws Exception {
        try (RunningBroker broker = broker(2, 2, Duration.ofSeconds(30));
                RawClient one = RawClient.plaintext(broker);
                RawClient other = RawClient.plaintext(broker)) {
            await().untilAsserted(() ->
                    assertThat(broker.http("/readyz").body()).contains("[-] overload", "newcomers.max-at-once"));
            assertThat(broker.http("/readyz").statusCode()).isEqualTo(503);
            assertThat(broker.http("/livez").statusCode()).isEqualTo(200);

            one.close();
            other.close();

            await().untilAsserted(() ->
                    assertThat(broker.http("/readyz").statusCode()).isEqualTo(200));
        }
    }

    @Test
    void all_listeners_together_take_no_more_newcomers_than_there_are_places_and_give_every_one_back()
            throws Exception {
        try (RunningBroker broker = broker(3, 3, Duration.ofSeconds(30))) {
            List<RawClient> here = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                here.add(RawClient.plaintext(broker));
            }
            await().untilAsserted(() ->
                    assertThat(broker.metric("gatehouse_newcomers")).isEqualTo(3));
            RawClient waits = RawClient.plaintext(broker, InetAddress.getLoopbackAddress());
            here.removeFirst().close();

            await().untilAsserted(() -> assertThat(broker.metric("gatehouse_accept_pauses_total"))
                    .isEqualTo(2)); // before, and after the one that waited
            for (RawClient client : here) {
                client.close();
            }
            waits.close();
            await().untilAsserted(() ->
                    assertThat(broker.metric("gatehouse_newcomers")).isZero());
            await().untilAsserted(() ->
                    assertThat(broker.metric("gatehouse_newcomers_bytes")).isZero());
        }
    }
}
