package io.gatehouse.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.RunningBroker;
import io.gatehouse.Spec;
import io.gatehouse.TestDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Shared subscriptions with members that are kept for: section 4.8.2 over a log. */
final class SharedDurableIT {
    private static final String GROUP = "$share/workers/job/#";
    private static final int MANY = 300; // more than one window, more than one pull

    private RunningBroker broker = RunningBroker.start();
    private final TestDevice lamp = broker.device("lamp");
    private WireClients clients = new WireClients(broker, lamp);

    @AfterEach
    void stop() {
        clients.close();
        broker.close();
    }

    private void restart() {
        clients.close();
        broker = broker.restarted();
        clients = new WireClients(broker, lamp);
    }

    private WireClient member(String clientId, String options) {
        WireClient member = clients.kept5(clientId);
        member.subscribe(GROUP, options);
        return member;
    }

    private static void awaitEnd(Thread publishing) {
        await().until(() -> !publishing.isAlive());
    }

    private static List<String> numbers() {
        return IntStream.range(0, MANY).mapToObj(String::valueOf).toList();
    }

    private void publishAll(int qos) {
        WireClient sender = clients.v5("sender");
        for (String number : numbers()) {
            if (qos == 2) {
                sender.publish2("job/a", number);
            } else {
                sender.publish1("job/a", number);
            }
        }
    }

    /** Lets members take until they have all numbers; answers who got what. */
    private static Map<WireClient, List<String>> takeAll(List<WireClient> members) {
        Map<WireClient, List<String>> taken = new ConcurrentHashMap<>();
        List<Thread> threads = new ArrayList<>();
        for (WireClient member : members) {
            List<String> own = new CopyOnWriteArrayList<>();
            taken.put(member, own);
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        own.add(member.takeText());
                    }
                } catch (AssertionError | RuntimeException closed) {
                    // the end of the test
                }
            }));
        }
        await().until(() -> taken.values().stream().mapToInt(List::size).sum() >= MANY);
        return taken;
    }

    private static List<String> all(Map<WireClient, List<String>> taken) {
        return taken.values().stream().flatMap(List::stream).sorted().toList();
    }

    @Test
    @Spec("4.8.2")
    void what_waits_for_a_group_survives_a_restart_and_each_message_goes_to_one_member() {
        member("one", "01").disconnect();
        member("two", "01").disconnect();
        publishAll(1);

        restart();
        Map<WireClient, List<String>> taken = takeAll(List.of(clients.kept5("one"), clients.kept5("two")));

        assertThat(all(taken)).isEqualTo(numbers().stream().sorted().toList());
        assertThat(taken.values()).as("what each member got").noneMatch(List::isEmpty);
    }

    @Test
    @Spec("4.8.2")
    void members_that_are_kept_for_share_a_stream_with_those_that_are_not() {
        WireClient kept = member("kept", "02");
        WireClient passing = clients.v5("passing");
        passing.subscribe(GROUP, "02");
        Thread publishing = Thread.ofVirtual().start(() -> publishAll(2));

        Map<WireClient, List<String>> taken = takeAll(List.of(kept, passing));

        assertThat(all(taken)).isEqualTo(numbers().stream().sorted().toList());
        assertThat(taken.values()).as("what each member got").noneMatch(List::isEmpty);
        awaitEnd(publishing);
    }

    @Test
    @Spec("4.8.2")
    void what_a_member_has_not_acknowledged_when_its_session_ends_goes_to_another() {
        WireClient other = member("other", "01");
        other.disconnect();
        WireClient first = member("first", "01");
        clients.v5("sender").publish1("job/a", "work");
        assertThat(first.receive().payload()).isEqualTo("work");
        first.close();

        clients.v5("first").disconnect(); // a clean start ends the session
        assertThat(clients.kept5("other").takeText()).isEqualTo("work");
    }

    @Test
    @Spec({"4.8.2", "MQTT-4.4.0-1"})
    void a_member_that_comes_back_gets_what_it_has_not_acknowledged_and_nobody_else_does() {
        WireClient first = member("first", "01");
        clients.v5("sender").publish1("job/a", "work");
        int id = first.receive().id();
        first.close();
        WireClient other = member("other", "01");

        WireClient back = clients.kept5("first");
        WirePacket.Publish again = back.take();

        assertThat(again.payload()).isEqualTo("work");
        assertThat(again.id()).isEqualTo(id);
        other.ping();
    }

    @Test
    @Spec({"MQTT-4.8.2-4", "MQTT-4.3.3-10"})
    void qos_2_stays_with_the_member_it_was_sent_to_over_a_restart() {
        WireClient first = member("first", "02");
        clients.v5("sender").publish2("job/a", "once");
        int id = first.receive().id();
        member("other", "02").disconnect();

        restart();
        WireClient other = clients.kept5("other");
        WireClient back = clients.kept5("first");
        WirePacket.Publish again = back.take();

        assertThat(again.payload()).isEqualTo("once");
        assertThat(again.id()).isEqualTo(id);
        other.ping();
        back.ping();
    }

    @Test
    @Spec("MQTT-4.8.2-5")
    void qos_2_of_a_member_whose_session_ends_goes_to_nobody_else() {
        WireClient other = member("other", "02");
        other.disconnect();
        WireClient first = member("first", "02");
        clients.v5("sender").publish2("job/a", "once");
        assertThat(first.receive().payload()).isEqualTo("once");
        first.close();

        clients.v5("first").disconnect();
        clients.v5("sender").publish2("job/a", "next");

        assertThat(clients.kept5("other").takeText()).isEqualTo("next");
    }

    @Test
    @Spec("4.8.2")
    void a_member_that_acknowledges_nothing_does_not_hold_up_the_others() {
        WireClient slow = clients.kept5("slow", "21 0001"); // receive maximum
        slow.subscribe(GROUP, "01");
        WireClient quick = member("quick", "01");
        Thread publishing = Thread.ofVirtual().start(() -> publishAll(1));
        List<String> taken = new ArrayList<>();

        while (taken.size() < MANY - 1) {
            taken.add(quick.takeText());
        }

        awaitEnd(publishing);
        taken.add(slow.takeText());
        assertThat(taken).containsExactlyInAnyOrderElementsOf(numbers());
    }

    @Test
    @Spec({"4.8.2", "MQTT-3.8.4-8"})
    void a_member_gets_no_more_than_the_qos_it_asked_for() {
        member("kept", "01").disconnect();
        WireClient modest = clients.v5("modest");
        modest.subscribe(GROUP, "00");

        clients.v5("sender").publish1("job/a", "work");

        assertThat(modest.receive().qos()).isZero();
        clients.kept5("kept").ping(); // it was delivered
    }

    @Test
    @Spec("4.8.2")
    void nothing_is_kept_for_a_group_that_its_last_member_has_left() {
        WireClient member = member("kept", "01");
        member.unsubscribe(GROUP);
        assertThat(clients.v5("sender").publish1("job/a", "nobody").code()).isEqualTo(0x10); // no matching subscribers
        member.subscribe(GROUP, "01");
        clients.v5("sender").publish1("job/a", "somebody");

        assertThat(member.takeText()).isEqualTo("somebody");
    }

    @Test
    @Spec("4.8.2")
    void the_same_filter_of_another_group_gets_everything_again() {
        member("one", "01").disconnect();
        WireClient other = clients.kept5("other");
        other.subscribe("$share/auditors/job/#", "01");
        other.disconnect();
        publishAll(1);

        restart();

        for (String clientId : List.of("one", "other")) {
            assertThat(all(takeAll(List.of(clients.kept5(clientId)))))
                    .isEqualTo(numbers().stream().sorted().toList());
        }
    }
}
