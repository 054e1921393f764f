package io.gatehouse.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.crash.Event.Acknowledged;
import io.gatehouse.crash.Event.Asked;
import io.gatehouse.crash.Event.Connected;
import io.gatehouse.crash.Event.Granted;
import io.gatehouse.crash.Event.Looks;
import io.gatehouse.crash.Event.Message;
import io.gatehouse.crash.Event.MessageId;
import io.gatehouse.crash.Event.Mistaken;
import io.gatehouse.crash.Event.Received;
import io.gatehouse.crash.Event.Saw;
import io.gatehouse.crash.Event.Sent;
import io.gatehouse.crash.Event.Wrong;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A checker that cannot fail proves nothing: it is shown a broken history for each promise, and one that holds. */
final class HistoryCheckerTest {
    private static final Message ONE = message(1, 1);
    private static final Message TWO = message(2, 1);

    private final List<Event> history = new ArrayList<>();

    private static MessageId id(int number) {
        return new MessageId("p", number);
    }

    private static Message message(int number, int qos) {
        return new Message(id(number), "t/1", qos, false, false);
    }

    private static Message retained(int number, int qos) {
        return new Message(id(number), "r/1", qos, true, false);
    }

    private HistoryCheckerTest then(Event... events) {
        history.addAll(Arrays.asList(events));
        return this;
    }

    private HistoryCheckerTest connects(int connection, boolean present) {
        return then(new Connected("s", connection, 5, true, present));
    }

    private HistoryCheckerTest subscribes(String filter, int qos) {
        return then(new Asked("s", filter, qos), new Granted("s", filter, qos));
    }

    /** A session with one subscription. */
    private HistoryCheckerTest session(int qos) {
        return connects(1, false).subscribes("t/#", qos);
    }

    private HistoryCheckerTest publishes(Message message) {
        return then(new Sent(message), new Acknowledged(message.id()));
    }

    private HistoryCheckerTest receives(int connection, Message message, int qos) {
        return then(new Received("s", connection, message.id(), message.topic(), qos, false, false));
    }

    private HistoryCheckerTest sees(@Nullable MessageId id) {
        int look = history.size();
        return then(new Looks(look), new Saw(look, "r/1", id));
    }

    private void holds() {
        assertThat(HistoryChecker.violations(history, true)).isEmpty();
    }

    private void isBroken(String how) {
        assertThat(HistoryChecker.violations(history, true))
                .singleElement()
                .satisfies(violation -> assertThat(violation.what()).startsWith(how));
    }

    // ---- kept

    @Test
    void an_acknowledged_message_that_never_comes_is_lost() {
        session(1).publishes(ONE).publishes(TWO).receives(1, ONE, 1).isBroken("LOST p-2 to t/1 QoS 1 for s");
    }

    @Test
    void it_is_not_lost_yet_while_there_was_no_time_to_receive_it() {
        session(1).publishes(ONE);

        assertThat(HistoryChecker.violations(history, false)).isEmpty();
    }

    @Test
    void a_message_that_was_not_acknowledged_may_come_or_not() {
        session(1).then(new Sent(ONE), new Sent(TWO)).receives(1, TWO, 1).holds();
    }

    @Test
    void a_message_of_qos_0_at_the_receiver_may_be_lost() {
        session(0).publishes(ONE).holds();
    }

    @Test
    void the_highest_of_overlapping_subscriptions_decides_what_is_lost() {
        session(0).subscribes("t/1", 1).publishes(ONE).isBroken("LOST");
    }

    @Test
    void a_message_before_the_subscription_or_while_it_is_made_may_be_missed() {
        connects(1, false)
                .publishes(ONE)
                .then(new Asked("s", "t/#", 1))
                .publishes(TWO)
                .then(new Granted("s", "t/#", 1))
                .holds();
    }

    @Test
    void a_subscription_whose_answer_was_cut_off_is_sure_when_it_was_asked_for_again() {
        connects(1, false)
                .then(new Asked("s", "t/#", 1))
                .subscribes("t/#", 1)
                .publishes(ONE)
                .isBroken("LOST");
    }

    @Test
    void a_retained_copy_does_not_stand_for_the_message_itself() {
        session(1)
                .publishes(ONE)
                .then(new Received("s", 1, id(1), "t/1", 1, true, false))
                .isBroken("LOST");
    }

    @Test
    void a_message_whose_packet_id_is_still_taken_is_lost() {
        session(2).then(new Mistaken("s", 7, id(1), id(2))).isBroken("LOST p-2 for s: packet id 7");
    }

    // ---- once

    @Test
    void qos_2_that_comes_twice_is_duplicated() {
        Message exact = message(1, 2);
        session(2)
                .publishes(exact)
                .receives(1, exact, 2)
                .connects(2, true)
                .receives(2, exact, 2)
                .isBroken("TWICE");
    }

    @Test
    void qos_1_may_come_again_on_another_connection() {
        session(2)
                .publishes(ONE)
                .receives(1, ONE, 1)
                .connects(2, true)
                .receives(2, ONE, 1)
                .holds();
    }

    @Test
    void qos_2_that_a_qos_1_subscription_gets_may_come_again_on_another_connection() {
        Message exact = message(1, 2);
        session(1)
                .publishes(exact)
                .receives(1, exact, 1)
                .connects(2, true)
                .receives(2, exact, 1)
                .holds();
    }

    @Test
    void a_message_that_was_sent_once_does_not_come_twice_on_one_connection() {
        session(1).publishes(ONE).receives(1, ONE, 1).receives(1, ONE, 1).isBroken("REPEATED");
    }

    @Test
    void a_message_that_was_sent_again_may_come_again() {
        session(1)
                .then(new Sent(ONE), new Sent(ONE), new Acknowledged(id(1)))
                .receives(1, ONE, 1)
                .receives(1, ONE, 1)
                .holds();
    }

    // ---- ordered

    @Test
    void a_message_that_is_first_seen_after_a_later_one_is_reordered() {
        session(1)
                .publishes(ONE)
                .publishes(TWO)
                .receives(1, TWO, 1)
                .receives(1, ONE, 1)
                .isBroken("ORDER");
    }

    @Test
    void what_comes_again_does_not_change_the_order() {
        session(1)
                .publishes(ONE)
                .publishes(TWO)
                .receives(1, ONE, 1)
                .receives(1, TWO, 1)
                .connects(2, true)
                .receives(2, ONE, 1)
                .receives(2, TWO, 1)
                .holds();
    }

    @Test
    void a_message_that_found_its_subscription_only_when_it_was_sent_again_may_be_late() {
        connects(1, false)
                .then(new Sent(ONE))
                .subscribes("t/#", 1)
                .then(new Sent(TWO), new Acknowledged(id(2)))
                .receives(1, TWO, 1)
                .then(new Sent(ONE), new Acknowledged(id(1)))
                .receives(1, ONE, 1)
                .holds();
    }

    @Test
    void a_new_session_may_get_late_what_came_before_its_subscription() {
        Connected second = new Connected("s", 2, 5, false, false);
        then(new Connected("s", 1, 5, false, false))
                .subscribes("t/#", 1)
                .then(new Sent(ONE), second, new Sent(ONE))
                .subscribes("t/#", 1)
                .then(new Sent(TWO))
                .receives(2, TWO, 1)
                .then(new Sent(ONE), new Acknowledged(id(1)))
                .receives(2, ONE, 1)
                .holds();
    }

    @Test
    void what_a_new_session_did_not_subscribe_to_is_unwanted() {
        then(new Connected("s", 1, 5, false, false))
                .subscribes("t/#", 1)
                .then(new Connected("s", 2, 5, false, false))
                .publishes(ONE)
                .receives(2, ONE, 1);

        assertThat(HistoryChecker.violations(history, true))
                .anySatisfy(violation -> assertThat(violation.what()).startsWith("UNWANTED"));
    }

    @Test
    void different_publishers_have_no_order() {
        Message other = new Message(new MessageId("q", 1), "t/1", 1, false, false);
        session(1)
                .publishes(TWO)
                .publishes(other)
                .receives(1, TWO, 1)
                .receives(1, other, 1)
                .holds();
    }

    // ---- wanted

    @Test
    void what_comes_after_the_unsubscription_was_confirmed_is_unwanted() {
        session(1).subscribes("t/#", Asked.NONE).publishes(ONE).receives(1, ONE, 1);

        assertThat(HistoryChecker.violations(history, true))
                .anySatisfy(violation -> assertThat(violation.what()).startsWith("UNWANTED"));
    }

    @Test
    void what_was_under_way_when_it_was_unsubscribed_may_come_or_not() {
        session(1)
                .publishes(ONE)
                .publishes(TWO)
                .subscribes("t/#", Asked.NONE)
                .receives(1, ONE, 1)
                .holds();
    }

    @Test
    void a_higher_qos_than_asked_for_is_wrong() {
        session(1).publishes(message(1, 2)).receives(1, message(1, 2), 2).isBroken("QOS");
    }

    @Test
    void a_message_that_nobody_sent_is_invented() {
        session(1).receives(1, ONE, 1).isBroken("INVENTED");
    }

    // ---- retained

    @Test
    void the_last_acknowledged_retained_message_is_seen() {
        publishes(retained(1, 1)).publishes(retained(2, 1)).sees(id(2)).holds();
    }

    @Test
    void an_older_retained_message_is_wrong() {
        publishes(retained(1, 1)).publishes(retained(2, 1)).sees(id(1)).isBroken("RETAINED");
    }

    @Test
    void a_retained_message_that_is_gone_is_wrong() {
        publishes(retained(1, 1)).sees(null).isBroken("RETAINED");
    }

    @Test
    void a_removed_retained_message_that_comes_back_is_wrong() {
        publishes(retained(1, 1))
                .publishes(new Message(id(2), "r/1", 1, true, true))
                .sees(id(1))
                .isBroken("RETAINED");
    }

    @Test
    void one_that_is_in_doubt_after_the_last_acknowledged_may_be_seen_or_not() {
        publishes(retained(1, 1))
                .then(new Sent(retained(2, 1)))
                .sees(id(1))
                .sees(id(2))
                .holds();
    }

    @Test
    void of_two_publishers_at_the_same_time_either_may_be_last() {
        Message other = new Message(new MessageId("q", 1), "r/1", 1, true, false);
        then(new Sent(retained(1, 1)), new Sent(other), new Acknowledged(id(1)), new Acknowledged(other.id()))
                .sees(id(1))
                .sees(other.id())
                .holds();
    }

    @Test
    void of_one_publisher_the_later_one_is_last() {
        then(new Sent(retained(1, 1)), new Sent(retained(2, 1)), new Acknowledged(id(1)), new Acknowledged(id(2)))
                .sees(id(1))
                .isBroken("RETAINED");
    }

    @Test
    void a_qos_1_message_that_was_sent_again_may_replace_a_qos_2_message_that_was_known() {
        then(
                        new Sent(retained(1, 1)),
                        new Sent(retained(2, 2)),
                        new Sent(retained(1, 1)),
                        new Sent(retained(2, 2)),
                        new Acknowledged(id(1)),
                        new Acknowledged(id(2)))
                .sees(id(1))
                .holds();
    }

    // ---- present

    @Test
    void a_session_that_is_not_there_any_more_is_lost() {
        connects(1, false).connects(2, true).connects(3, false).isBroken("SESSION LOST");
    }

    @Test
    void a_session_that_was_to_be_clean_is_not_there() {
        then(new Connected("s", 1, 5, false, true)).isBroken("SESSION KEPT");
    }

    @Test
    void what_a_client_finds_wrong_by_itself_is_told() {
        then(new Wrong("s", "refused")).isBroken("WRONG for s: refused");
    }

    private HistoryCheckerTest member(String client) {
        String filter = "$share/g/t/#";
        return then(
                new Connected(client, 1, 5, true, false), new Asked(client, filter, 2), new Granted(client, filter, 2));
    }

    private HistoryCheckerTest gets(String client, Message message, int qos) {
        return then(new Received(client, 1, message.id(), message.topic(), qos, false, false));
    }

    @Test
    void one_member_of_a_group_gets_a_message() {
        member("a").member("b").publishes(ONE).gets("b", ONE, 1).holds();
    }

    @Test
    void a_message_that_no_member_of_a_group_gets_is_lost() {
        member("a").member("b").publishes(ONE).isBroken("LOST");
    }

    @Test
    void a_group_that_nobody_was_a_member_of_is_owed_nothing() {
        publishes(ONE).member("a").holds();
    }

    @Test
    void two_members_may_get_what_comes_at_least_once() {
        member("a")
                .member("b")
                .publishes(ONE)
                .gets("a", ONE, 1)
                .gets("b", ONE, 1)
                .holds();
    }

    @Test
    void two_members_must_not_get_what_comes_exactly_once() {
        Message exactly = message(1, 2);
        member("a")
                .member("b")
                .publishes(exactly)
                .gets("a", exactly, 2)
                .gets("b", exactly, 2)
                .isBroken("TWICE");
    }

    @Test
    void a_member_may_get_what_waited_for_its_group_before_it_came() {
        member("a").publishes(ONE).member("b").gets("b", ONE, 1).holds();
    }

    @Test
    void members_may_get_messages_in_any_order() {
        member("a")
                .publishes(ONE)
                .publishes(TWO)
                .gets("a", TWO, 1)
                .gets("a", ONE, 1)
                .holds();
    }
}
