package io.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.Spec;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.session.OutboundWindow.Slot;
import io.gatehouse.session.OutboundWindow.State;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OutboundWindowTest {
    /** What a window must do, in the plainest way: open messages by id, in order of sending. */
    private static final class Model {
        final Map<Integer, String> open = new LinkedHashMap<>();
        final Set<Integer> sent = new HashSet<>();
        final Set<Integer> released = new HashSet<>();

        List<Integer> unsent() {
            return open.keySet().stream().filter(id -> !sent.contains(id)).toList();
        }

        void finish(int id) {
            open.remove(id);
            sent.remove(id);
            released.remove(id);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100, 65_535})
    @Spec({"MQTT-2.2.1-3", "MQTT-4.6.0-1", "MQTT-4.4.0-1"})
    void it_agrees_with_its_model_whatever_happens(int capacity) {
        for (long seed = 1; seed <= 20; seed++) {
            run(capacity, new Random(seed), "capacity " + capacity + ", seed " + seed);
        }
    }

    private static void run(int capacity, Random random, String run) {
        OutboundWindow window = new OutboundWindow(capacity);
        Model model = new Model();
        for (int step = 0; step < 400; step++) {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> add(window, model, capacity, "message " + step, random, run);
                case 3, 4 -> finishOne(window, model, random);
                case 5 -> releaseOne(window, model, random);
                case 6 -> {
                    window.connectionChanged();
                    model.sent.clear();
                }
                default -> repeat(window, model, random.nextInt(4), run);
            }
            assertThat(window.open()).as(run).isEqualTo(model.open.size());
            assertThat(window.sent()).as(run).isEqualTo(model.sent.size());
            assertThat(window.hasUnsent()).as(run).isEqualTo(!model.unsent().isEmpty());
        }
        window.clear();
        assertThat(window.open()).as(run).isZero();
    }

    private static void add(OutboundWindow window, Model model, int capacity, String text, Random random, String run) {
        if (model.open.size() == capacity) {
            return;
        }
        Qos qos = random.nextBoolean() ? Qos.AT_LEAST_ONCE : Qos.EXACTLY_ONCE;
        int id = window.add(Messages.message(text), qos, false, SubscriptionIds.NONE)
                .packetId();
        assertThat(id).as(run).isBetween(1, 65_535);
        assertThat(model.open.put(id, text))
                .as("%s: id %s is of an open message", run, id)
                .isNull();
        model.sent.add(id);
    }

    private static void finishOne(OutboundWindow window, Model model, Random random) {
        if (!model.open.isEmpty()) {
            int id = any(model, random);
            window.finish(slot(window, id));
            assertThat(window.find(id)).isNull();
            model.finish(id);
        }
    }

    private static void releaseOne(OutboundWindow window, Model model, Random random) {
        if (!model.open.isEmpty()) {
            int id = any(model, random);
            window.received(slot(window, id));
            model.released.add(id);
        }
    }

    private static void repeat(OutboundWindow window, Model model, int limit, String run) {
        List<Integer> expected = model.unsent().stream().limit(limit).toList();
        Slot[] repeated = window.takeUnsent(limit);
        assertThat(Arrays.stream(repeated).map(Slot::packetId)).as(run).isEqualTo(expected);
        for (Slot slot : repeated) {
            Message message = slot.message();
            if (model.released.contains(slot.packetId())) {
                assertThat(message).as(run).isNull();
            } else {
                assertThat(Messages.text(Objects.requireNonNull(message)))
                        .as(run)
                        .isEqualTo(model.open.get(slot.packetId()));
            }
            model.sent.add(slot.packetId());
        }
    }

    private static int any(Model model, Random random) {
        return List.copyOf(model.open.keySet()).get(random.nextInt(model.open.size()));
    }

    private static Slot slot(OutboundWindow window, int id) {
        return Objects.requireNonNull(window.find(id), "slot of an open id");
    }

    @Test
    void an_id_comes_back_late() {
        OutboundWindow window = new OutboundWindow(10);
        int first = window.add(Messages.message("x"), Qos.AT_LEAST_ONCE, false, SubscriptionIds.NONE)
                .packetId();
        window.finish(slot(window, first));
        for (int i = 0; i < 6_000; i++) {
            Slot slot = window.add(Messages.message("x"), Qos.AT_LEAST_ONCE, false, SubscriptionIds.NONE);
            assertThat(slot.packetId()).isNotEqualTo(first);
            window.finish(slot);
        }
    }

    @Test
    void ids_that_were_never_given_are_not_found() {
        OutboundWindow window = new OutboundWindow(10);
        assertThat(window.find(1)).isNull();
        int id = window.add(Messages.message("x"), Qos.AT_LEAST_ONCE, false, SubscriptionIds.NONE)
                .packetId();

        assertThat(window.find(id + 10)).as("same slot, another generation").isNull();
        assertThat(window.find(65_535)).isNull();
        window.clear();
    }

    @Test
    @Spec("MQTT-4.3.3-4")
    void a_message_is_let_go_when_its_pubrec_came() {
        OutboundWindow window = new OutboundWindow(10);
        Message message = Messages.message("x");
        Slot slot = window.add(message, Qos.EXACTLY_ONCE, false, SubscriptionIds.NONE);
        assertThat(slot.state()).isEqualTo(State.AWAITS_PUBREC);

        window.received(slot);

        assertThat(slot.state()).isEqualTo(State.AWAITS_PUBCOMP);
        assertThat(Messages.owners(message)).isZero();
        assertThat(window.open()).isEqualTo(1);
        window.finish(slot);
        assertThat(window.open()).isZero();
    }

    @Test
    void a_full_window_takes_no_more() {
        OutboundWindow window = new OutboundWindow(1);
        Message message = Messages.message("x");
        window.add(message, Qos.AT_LEAST_ONCE, false, SubscriptionIds.NONE);
        Message surplus = Messages.message("y");

        assertThatThrownBy(() -> window.add(surplus, Qos.AT_LEAST_ONCE, false, SubscriptionIds.NONE))
                .isInstanceOf(IllegalStateException.class);

        surplus.close();
        window.clear();
        assertThat(Messages.owners(message)).isZero();
    }
}
