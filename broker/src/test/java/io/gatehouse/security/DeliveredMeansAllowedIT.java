package io.gatehouse.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.security.MessageLedger.Answer;
import io.gatehouse.security.MessageLedger.Request;
import io.gatehouse.security.MessageLedger.Sent;
import io.gatehouse.security.MessageLedger.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Random clients under random policies that change: nothing is delivered that the sender might not publish or the
 * receiver might not receive. The judge is the slow evaluator, over every version of the policies.
 *
 * <p>A round has two halves. While policies stand still, the clients act one after the other, and both directions are
 * known for certain: what is denied does not arrive, what is allowed and subscribed to does. Then all clients act at
 * once while policies change, and a delivery is right if some version allowed it that was in force between its sending
 * (or the connection, or the SUBSCRIBE, that brought it up) and its arrival.
 *
 * <p>{@code -Dgatehouse.delivery.rounds=…} for more rounds than the build has, {@code -Dgatehouse.seed=…} for others.
 * What clients do follows from the seed; how they interleave in the second half does not.
 */
final class DeliveredMeansAllowedIT {
    private static final int ROUNDS = Integer.getInteger("gatehouse.delivery.rounds", 20);
    private static final long SEED = Long.getLong("gatehouse.seed", 4711);
    private static final int STANDSTILLS = 5;
    private static final int ACTS_IN_ORDER = 30;
    private static final int ACTS_AT_ONCE = 12;
    private static final int CHANGES_MEANWHILE = 6;
    /** Thing and client id: its name, its name and more, and a name of no thing. */
    private static final Map<String, String> CLIENTS =
            Map.of("ant", "ant", "bee", "bee", "cat", "cat.debug", "dog", "dog", "elk", "b");

    private final Random dice = new Random(SEED);
    private final RightsHistory history = new RightsHistory();
    private final MessageLedger ledger = new MessageLedger(history);
    private final List<RandomClient> clients = new ArrayList<>();

    @Test
    void whatever_is_delivered_is_allowed_while_policies_change() throws Exception {
        try (RunningBroker broker = RunningBroker.start()) {
            RandomPolicies policies = populate(broker);
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 0; i < STANDSTILLS; i++) {
                    policies.change(dice);
                    policies.change(dice);
                    inOrder(broker);
                    assertThat(ledger.verdict())
                            .as("seed %s, round %s, in order", SEED, round)
                            .isEmpty();
                }
                atOnce(policies);
                fence(broker);
                assertThat(ledger.verdict())
                        .as("seed %s, round %s, at once", SEED, round)
                        .isEmpty();
            }
            System.out.println("seed " + SEED + ", " + ROUNDS + " rounds: " + ledger);
            Watch.everyChangeReachedTheSessionsWithinASecond(broker);
            for (RandomClient client : clients) {
                client.close();
            }
        }
        everyKindOccurred();
    }

    private RandomPolicies populate(RunningBroker broker) throws Exception {
        Set<String> filters = new TreeSet<>(); // one identifier each
        while (filters.size() < 40) {
            filters.add(RandomNames.filter(dice, 3));
        }
        RandomPolicies policies = new RandomPolicies(broker, history, dice);
        for (String name : new TreeSet<>(CLIENTS.keySet())) {
            String clientId = CLIENTS.getOrDefault(name, name);
            TestDevice device = policies.device(name, clientId, dice);
            clients.add(new RandomClient(broker, ledger, device, clientId, List.copyOf(filters)));
        }
        policies.change(dice);
        for (RandomClient client : clients) {
            client.connect(dice, true);
        }
        return policies;
    }

    private void inOrder(RunningBroker broker) throws Exception {
        for (int i = 0; i < ACTS_IN_ORDER; i++) {
            RandomClient actor = clients.get(dice.nextInt(clients.size()));
            Sent message = actor.act(dice, true);
            routed(broker);
            if (message != null && wasPublished(message)) {
                ledger.accepted(message);
                clients.forEach(client -> client.hears(message));
                withheldFromSharers(message);
            }
        }
        fence(broker);
        for (RandomClient client : clients) {
            if (client.isConnected()) {
                client.settleDebts();
            }
        }
    }

    /** Where nobody says, as for a will and QoS 0, the policy does: nothing changes meanwhile. */
    private boolean wasPublished(Sent message) {
        return message.answer == Answer.ACCEPTED
                || (message.answer == Answer.UNKNOWN
                        && history.now(message.publisher).allowPublish(message.topic, message.retain));
    }

    /** Whichever of a share was chosen, it might not receive the message. */
    private void withheldFromSharers(Sent message) {
        Set<String> shared = new TreeSet<>();
        clients.forEach(client -> shared.addAll(client.filters()));
        for (String filter : shared) {
            List<RandomClient> members = clients.stream()
                    .filter(client -> client.isConnected() && client.holds(filter))
                    .toList();
            if (filter.startsWith("$share/")
                    && RandomNames.matches(filter, message.topic)
                    && !members.isEmpty()
                    && members.stream().noneMatch(client -> client.mayReceive(message.topic))) {
                ledger.denied(Way.SHARED);
            }
        }
    }

    private void atOnce(RandomPolicies policies) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> all = new ArrayList<>();
            for (RandomClient client : clients) {
                Random own = new Random(dice.nextLong());
                all.add(() -> {
                    for (int i = 0; i < ACTS_AT_ONCE; i++) {
                        client.act(own, false);
                    }
                    return null;
                });
            }
            Random own = new Random(dice.nextLong());
            all.add(() -> {
                for (int i = 0; i < CHANGES_MEANWHILE; i++) {
                    policies.change(own);
                }
                return null;
            });
            for (Future<Void> done : threads.invokeAll(all)) {
                done.get();
            }
        }
    }

    /** Everything that was published has reached the sessions, and everything they were sent has been read. */
    private void fence(RunningBroker broker) throws Exception {
        routed(broker);
        for (RandomClient client : clients) {
            client.quiet();
        }
    }

    /** The loop of the publisher has posted what it routed; the loops of the receivers have delivered it. */
    private static void routed(RunningBroker broker) {
        broker.sessions().onEveryLoop(loop -> {}).join();
        broker.sessions().onEveryLoop(loop -> {}).join();
    }

    private void everyKindOccurred() {
        for (Way way : Way.values()) {
            assertThat(ledger.allowed(way)).as("delivered, %s; %s", way, ledger).isGreaterThanOrEqualTo(3);
            assertThat(ledger.deniedBy(way)).as("withheld, %s; %s", way, ledger).isGreaterThanOrEqualTo(3);
        }
        for (Request request : Request.values()) {
            assertThat(ledger.granted(request))
                    .as("granted, %s; %s", request, ledger)
                    .isGreaterThanOrEqualTo(3);
            assertThat(ledger.refused(request))
                    .as("refused, %s; %s", request, ledger)
                    .isGreaterThanOrEqualTo(3);
        }
    }
}
