package io.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.harness.ExpectedErrors;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.ReasonCode;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random operations of several clients against the sessions, and beside them a {@link DeliveryModel} for each that says
 * what it must have received. {@code -Dgatehouse.model.runs=1000} does more of it, {@code -Dgatehouse.model.seed=7}
 * begins elsewhere.
 */
final class SessionModelTest {
    private static final int RUNS = Integer.getInteger("gatehouse.model.runs", 10);
    private static final long SEED = Long.getLong("gatehouse.model.seed", 1);
    private static final int STEPS = 600;
    private static final List<String> CLIENTS = List.of("a", "b", "c", "d", "e");
    private static final List<String> TOPICS = List.of("x", "x/1", "x/2", "y/1", "z");
    private static final List<String> FILTERS = List.of("#", "x/#", "x/+", "x/1", "+/1", "z", "y/#");

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "2, 3"})
    void every_session_gets_what_it_was_promised_whatever_happens(int loops, int shards) {
        for (int run = 0; run < RUNS; run++) {
            long seed = SEED + run;
            try (SessionGround ground = new SessionGround(loops, shards, seed)) {
                new Run(ground, seed).go(false);
            } catch (AssertionError failed) {
                throw new AssertionError("seed " + seed + ", loops " + loops + ", shards " + shards, failed);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 3"})
    void nothing_is_promised_that_a_failing_disk_did_not_store(int loops, int shards) {
        try (var _ = ExpectedErrors.expect("a provoked fault")) {
            for (int run = 0; run < RUNS; run++) {
                long seed = SEED + run;
                try (SessionGround ground = new SessionGround(loops, shards, seed)) {
                    new Run(ground, seed).go(true);
                } catch (AssertionError failed) {
                    throw new AssertionError("seed " + seed + ", loops " + loops + ", shards " + shards, failed);
                }
            }
        }
    }

    private static final class Run {
        private final SessionGround ground;
        private final Random random;
        private final FakeWorld world;

        Run(SessionGround ground, long seed) {
            this.ground = ground;
            this.random = new Random(seed);
            this.world = new FakeWorld(ground, random);
            CLIENTS.forEach(clientId -> world.devices.put(clientId, new FakeDevice(world, clientId)));
        }

        /** @param faults whether the disk fails now and then, and for a while wholly */
        void go(boolean faults) {
            try {
                for (int step = 0; step < STEPS; step++) {
                    if (faults && random.nextInt(20) == 0) {
                        disturb();
                    }
                    step(Objects.requireNonNull(world.devices.get(any(CLIENTS))));
                    for (int left = random.nextInt(3); left > 0; left--) {
                        ground.disk.step();
                    }
                    assertThat(world.violations).isEmpty();
                }
                ground.sound();
                finish(faults);
            } catch (AssertionError failed) {
                world.history.forEach(System.err::println);
                throw failed;
            }
        }

        private void disturb() {
            ground.sound();
            switch (random.nextInt(5)) {
                case 0 -> ground.log.failSome(30);
                case 1 -> ground.log.failWith("a provoked fault");
                case 2 -> ground.disk.failSome(random, 30);
                case 3 -> ground.disk.failSome(random, 100);
                default -> {} // the disk works for a while
            }
        }

        private void step(FakeDevice device) {
            int chance = random.nextInt(1000);
            if (!device.isThere() && chance < 500) {
                device.connect(
                        random.nextInt(8) == 0, random.nextInt(4) > 0, random.nextBoolean(), 1 + random.nextInt(10));
            } else if (chance < 350) {
                device.publish(any(TOPICS), any(List.of(Qos.values())));
            } else if (chance < 620) {
                for (int left = random.nextInt(5); left > 0 && device.read(); left--) {
                    assertThat(world.violations).isEmpty();
                }
            } else if (chance < 840) {
                for (int left = random.nextInt(4); left > 0; left--) {
                    device.acknowledge();
                }
            } else if (chance < 900) {
                device.subscribe(any(FILTERS), any(List.of(Qos.values())));
            } else if (chance < 915) {
                device.unsubscribe(any(FILTERS));
            } else if (chance < 930) {
                device.writable(random.nextInt(3) > 0);
            } else if (chance < 950) {
                device.leave(new CloseReason.ConnectionLost("cut"), false);
            } else if (chance < 955) {
                device.leave(new CloseReason.PeerDisconnected(ReasonCode.SUCCESS), false);
            } else if (chance < 957) {
                device.leave(new CloseReason.PeerDisconnected(ReasonCode.SUCCESS), true);
            } else if (chance < 965) {
                device.connect(
                        random.nextInt(8) == 0, random.nextInt(4) > 0, random.nextBoolean(), 1 + random.nextInt(10));
            } else if (chance < 980) {
                settle();
            } else if (chance < 986) {
                ground.writeProgress(CLIENTS);
            } else if (chance < 991) {
                ground.trim(CLIENTS);
            } else if (chance < 997) {
                kill();
            } else {
                world.history.add("restarted");
                ground.restart();
                world.devices.values().forEach(FakeDevice::cut);
            }
        }

        private void settle() {
            world.history.add("settled");
            ground.settle();
            world.onTheirWay.clear();
            for (String clientId : CLIENTS) {
                ground.on(clientId, () -> {
                    Session session = ground.find(clientId);
                    if (session != null) {
                        assertThat(session.outbound().inflight()).isLessThanOrEqualTo(SessionGround.MAX_INFLIGHT);
                    }
                    return true;
                });
            }
        }

        private void kill() {
            world.history.add("killed");
            ground.kill(random.nextInt(ground.disk.waiting() + 1));
            world.devices.values().forEach(FakeDevice::cut);
        }

        /** Everybody comes back and answers everything: what is still missing then is lost. */
        private void finish(boolean faults) {
            boolean more = true;
            for (int round = 0; more; round++) {
                assertThat(round).as("rounds until all is quiet").isLessThan(10_000);
                settle();
                if (faults) {
                    ground.writeProgress(CLIENTS); // what failed is tried again
                }
                more = false;
                for (FakeDevice device : world.devices.values()) {
                    if (!device.isThere()) {
                        device.connect(false, true, true, 1 + random.nextInt(10));
                        more = true;
                    }
                    device.writable(true);
                    while (device.read()) {
                        more = true;
                    }
                    while (device.owesAnswers()) {
                        device.acknowledge();
                        more = true;
                    }
                }
                assertThat(world.violations).isEmpty();
            }
            world.devices.forEach((clientId, device) -> {
                assertThat(device.model.lost()).as("lost by %s", device).isEmpty();
                ground.on(clientId, () -> {
                    Session session = ground.find(clientId);
                    assertThat(session).as("session of %s", clientId).isNotNull();
                    assertThat(session.outbound().inflight())
                            .as("open of %s", clientId)
                            .isZero();
                    assertThat(session.outbound().queued())
                            .as("waiting of %s", clientId)
                            .isZero();
                    return true;
                });
            });
            ground.clear();
        }

        private <T> T any(List<T> list) {
            return list.get(random.nextInt(list.size()));
        }
    }
}
