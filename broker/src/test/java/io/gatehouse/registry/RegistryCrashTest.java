package io.gatehouse.registry;

import static io.gatehouse.registry.RegistryGround.SCOPE;
import static io.gatehouse.registry.TestCertificates.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.StoreSettings;
import io.gatehouse.engine.StoreException;
import io.gatehouse.engine.rocks.RocksStore;
import io.gatehouse.harness.ChildJvm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real process that writes to a registry and says so, killed with SIGKILL at a random moment, again and again over
 * the same store: whatever it said it had done is there, and nothing is there by half. (The page cache outlives the
 * process; that every commit waits for its fsync is what RocksStoreTest counts.)
 *
 * <p>{@code -Dgatehouse.crash.rounds=500} for a long run, {@code -Dgatehouse.crash.seed=…} to repeat one.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RegistryCrashTest {
    private static final int ROUNDS = Integer.getInteger("gatehouse.crash.rounds", 4);
    private static final int MOST_ACKNOWLEDGED = 150;

    @TempDir
    private Path folder;

    @Test
    void everything_acknowledged_survives_kill_9_and_nothing_is_there_by_half() throws Exception {
        long seed = Long.getLong("gatehouse.crash.seed", new Random().nextLong());
        Random random = new Random(seed);
        Path data = folder.resolve("data");
        List<String> acknowledged = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            List<String> thisRound = writeUntilKilled(data, round, 1 + random.nextInt(MOST_ACKNOWLEDGED));
            assertThat(thisRound).as("seed %d round %d", seed, round).isNotEmpty();
            acknowledged.addAll(thisRound);
            check(data, acknowledged, "seed " + seed + " round " + round);
        }
    }

    private static List<String> writeUntilKilled(Path data, int round, int killAfter) throws Exception {
        List<String> arguments = List.of(data.toString(), Integer.toString(round));
        return ChildJvm.linesUntilKilled(ChildJvm.of(List.of("-Xmx128m"), Writer.class, arguments), killAfter);
    }

    private static void check(Path data, List<String> acknowledged, String where) throws StoreException {
        try (RocksStore store = RocksStore.open(StoreSettings.DEFAULTS.at(data));
                Registry registry = Registry.open(store.keyValue(), SCOPE, RegistryLimits.EXTENDED, () -> NOW)) {
            Set<String> revoked = new HashSet<>();
            for (String line : acknowledged) {
                String[] words = line.split(" ", -1);
                switch (words[0]) {
                    case "provisioned" -> {
                        assertThat(registry.thing(words[1]))
                                .as(where + ": " + line)
                                .isNotNull();
                        assertThat(registry.certificatesOfThing(words[1], null, 2))
                                .as(where + ": " + line)
                                .containsExactly(words[2]);
                    }
                    case "revoked" -> revoked.add(words[1]);
                    case "policy" -> {
                        Policy policy = registry.policy(words[1]);
                        assertThat(policy).as(where + ": " + line).isNotNull();
                        assertThat(policy.version()).isGreaterThanOrEqualTo(Long.parseLong(words[2]));
                        assertThat(policy.versions()).as(where + ": " + line).hasSize(2);
                    }
                    case "grouped" -> {
                        Thing thing = registry.thing(words[1]);
                        assertThat(thing).as(where + ": " + line).isNotNull();
                        assertThat(thing.groups()).as(where + ": " + line).containsExactly(words[2]);
                        assertThat(registry.thingGroups().thingsOf(words[2], null, 99))
                                .as(where + ": " + line)
                                .contains(words[1]);
                        assertThat(registry.thingGroups().policiesOf(words[3]))
                                .as(where + ": " + line)
                                .hasSize(1);
                    }
                    case "typed" -> {
                        Thing thing = registry.thing(words[1]);
                        assertThat(thing).as(where + ": " + line).isNotNull();
                        assertThat(thing.typeName()).as(where + ": " + line).isEqualTo(words[2]);
                        assertThat(registry.thingTypes().type(words[2]))
                                .as(where + ": " + line)
                                .isNotNull();
                    }
                    case "exclusive" -> {
                        Principal principal = registry.principal(words[1]);
                        assertThat(principal).as(where + ": " + line).isNotNull();
                        assertThat(principal.exclusiveThing())
                                .as(where + ": " + line)
                                .isNotNull();
                    }
                    default -> throw new AssertionError("unexpected line: " + line);
                }
            }
            for (String id : revoked) {
                assertThat(registry.certificate(id))
                        .as(where + ": revoked " + id)
                        .extracting(Certificate::status)
                        .isEqualTo(CertificateStatus.REVOKED);
            }
            for (Thing thing : registry.things("", null, Integer.MAX_VALUE)) { // acknowledged or not: whole
                List<String> certificates = registry.certificatesOfThing(thing.name(), null, 2);
                assertThat(certificates).as(where + ": " + thing).hasSize(1);
                assertThat(registry.policiesOf(certificates.getFirst()))
                        .as(where + ": " + thing)
                        .hasSize(1);
            }
        }
    }

    /** The process that is killed: four threads that write for ever and print a line once a write has returned. */
    static final class Writer {
        private static final ReentrantLock PRINTING = new ReentrantLock();

        private Writer() {}

        public static void main(String[] args) throws Exception {
            Thread.setDefaultUncaughtExceptionHandler((_, failure) -> {
                System.err.println(failure);
                Runtime.getRuntime().halt(1); // the parent waits for lines, or for the end
            });
            RocksStore store = RocksStore.open(StoreSettings.DEFAULTS.at(Path.of(args[0])));
            Registry registry = Registry.open(store.keyValue(), SCOPE, RegistryLimits.EXTENDED, () -> NOW);
            for (int thread = 0; thread < 4; thread++) {
                String prefix = "r" + args[1] + "-t" + thread + "-";
                Thread.ofPlatform().start(() -> writeForEver(registry, prefix));
            }
        }

        private static void writeForEver(Registry registry, String prefix) {
            for (int i = 0; ; i++) {
                String name = prefix + i;
                String policy = "policy-" + prefix + i / 10;
                RegistryResult<Provisioning.Provisioned> provisioned = registry.provision(new Provisioning(
                        name,
                        null,
                        Map.of(),
                        TestCertificates.der(TestCertificates.device(name)),
                        CertificateStatus.ACTIVE,
                        policy,
                        i % 10 == 0 ? RegistryGround.ALLOW_ALL : null));
                if (!(provisioned instanceof RegistryResult.Done<Provisioning.Provisioned>(var made))) {
                    throw new AssertionError(provisioned.sentence());
                }
                String id = made.certificate().id();
                print("provisioned " + name + " " + id);
                if (i % 3 == 0) {
                    registry.setCertificateStatus(id, CertificateStatus.REVOKED);
                    print("revoked " + id);
                }
                group(registry, prefix, i, policy, name);
                if (i % 4 == 1) {
                    done(registry.attachThing(name, id, ThingPrincipalType.EXCLUSIVE_THING));
                    print("exclusive " + id);
                }
                if (i % 10 == 9
                        && registry.putPolicy(policy, RegistryGround.DENY_ALL)
                                instanceof RegistryResult.Done<Policy>(var changed)) {
                    print("policy " + policy + " " + changed.version());
                }
            }
        }

        private static void group(Registry registry, String prefix, int i, String policy, String thing) {
            String above = "above-" + prefix + i / 10;
            String group = "group-" + prefix + i / 10;
            String type = "type-" + prefix + i / 10;
            if (i % 10 == 0) {
                done(registry.thingGroups().create(above, null, "", Map.of()));
                done(registry.thingGroups().create(group, above, "", Map.of()));
                done(registry.thingGroups().attachPolicy(policy, above));
                done(registry.thingTypes().create(type, "", List.of()));
            }
            if (i % 3 == 1) {
                done(registry.thingGroups().add(group, List.of(thing)));
                print("grouped " + thing + " " + group + " " + above);
                done(registry.updateThing(thing, type, Map.of(), 0));
                print("typed " + thing + " " + type);
            }
        }

        private static void done(RegistryResult<?> result) {
            if (!(result instanceof RegistryResult.Done<?>)) {
                throw new AssertionError(result.sentence());
            }
        }

        private static void print(String line) {
            PRINTING.lock();
            try {
                System.out.println(line + ".");
                System.out.flush();
            } finally {
                PRINTING.unlock();
            }
        }
    }
}
