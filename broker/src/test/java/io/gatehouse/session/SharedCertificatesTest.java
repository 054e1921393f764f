package io.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.harness.Heap;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SharedCertificatesTest {
    private static final String CERTIFICATE = "ab".repeat(32);

    private final SharedCertificates shared = new SharedCertificates();

    @Test
    void the_second_client_is_told_of_the_first_and_the_first_of_nobody() {
        assertThat(shared.enter(CERTIFICATE, "lamp", false).count()).isZero();
        assertThat(shared.enter(CERTIFICATE, "copy", false))
                .isEqualTo(new SharedCertificates.Others(1, List.of("lamp")));
        assertThat(shared.othersOf(CERTIFICATE, "lamp").first()).containsExactly("copy");
        assertThat(shared.count()).isEqualTo(1);
        assertThat(shared.found()).isEqualTo(1);
    }

    @Test
    void the_same_client_again_is_nobody_new_alone_or_among_others() {
        shared.enter(CERTIFICATE, "lamp", true);
        assertThat(shared.enter(CERTIFICATE, "lamp", true).count()).isZero();
        shared.enter(CERTIFICATE, "copy", false);
        assertThat(shared.enter(CERTIFICATE, "lamp", true).count()).isZero();
        assertThat(shared.found()).isEqualTo(1);
    }

    @Test
    void who_is_to_be_alone_does_not_come_in_and_is_counted() {
        shared.enter(CERTIFICATE, "lamp", true);

        assertThat(shared.enter(CERTIFICATE, "copy", true).first()).containsExactly("lamp");
        assertThat(shared.othersOf(CERTIFICATE, "lamp").count()).isZero();
        assertThat(shared.count()).isZero();
        assertThat(shared.found()).isEqualTo(1);
        shared.leave(CERTIFICATE, "copy"); // who never came in puts nobody out
        assertThat(shared.enter(CERTIFICATE, "copy", true).count()).isEqualTo(1);
    }

    @Test
    void when_all_have_left_nothing_is_remembered() {
        for (String clientId : List.of("a", "b", "c")) {
            shared.enter(CERTIFICATE, clientId, false);
        }
        for (String clientId : List.of("b", "a", "c")) {
            shared.leave(CERTIFICATE, clientId);
        }

        assertThat(shared.certificates()).isZero();
        assertThat(shared.count()).isZero();
        assertThat(shared.enter(CERTIFICATE, "d", true).count()).isZero();
    }

    @Test
    void a_fleet_on_one_certificate_is_counted_in_full_and_named_in_part() {
        for (int i = 0; i < 10_000; i++) {
            shared.enter(CERTIFICATE, "device-" + i, false);
        }
        for (int i = 0; i < 9_000; i++) {
            shared.leave(CERTIFICATE, "device-" + i);
        }

        SharedCertificates.Others others = shared.othersOf(CERTIFICATE, "device-9500");
        assertThat(others.count()).isEqualTo(999);
        assertThat(others.first())
                .containsExactlyElementsOf(IntStream.range(9000, 9000 + SharedCertificates.MOST_TOLD)
                        .mapToObj(i -> "device-" + i)
                        .toList());
    }

    /** Beside the two strings, which the session has anyhow. */
    @Test
    void a_connected_client_costs_less_than_a_hundred_bytes() {
        int clients = 100_000;
        String[] names =
                IntStream.range(0, clients).mapToObj(i -> "certificate-" + i).toArray(String[]::new);
        long before = Heap.used();
        for (String name : names) {
            shared.enter(name, name, false);
        }
        long each = (Heap.used() - before) / clients;

        assertThat(each).isBetween(40L, 100L);
        assertThat(shared.certificates()).isEqualTo(names.length);
    }

    /** A certificate each round, and two loops that want it at the same moment. */
    @Test
    void of_two_that_come_at_once_exactly_one_is_the_second() throws Exception {
        int rounds = 20_000;
        CyclicBarrier together = new CyclicBarrier(2);
        try (ExecutorService loops = Executors.newFixedThreadPool(2)) {
            List<Future<Integer>> seconds = new ArrayList<>();
            for (String clientId : List.of("left", "right")) {
                seconds.add(loops.submit(() -> {
                    int second = 0;
                    for (int round = 0; round < rounds; round++) {
                        if (round % 100 == 0) {
                            together.await();
                        }
                        second += shared.enter("certificate-" + round, clientId, true)
                                .count();
                    }
                    return second;
                }));
            }

            assertThat(seconds.get(0).get() + seconds.get(1).get()).isEqualTo(rounds);
        }
        assertThat(shared.count()).isZero();
        assertThat(shared.certificates()).isEqualTo(rounds);
    }

    @Test
    void random_coming_and_going_agrees_with_a_set() {
        Random random = new Random(4711);
        Set<String> model = new TreeSet<>();
        for (int step = 0; step < 50_000; step++) {
            String clientId = "c" + random.nextInt(6);
            if (random.nextBoolean()) {
                boolean alone = random.nextInt(4) == 0;
                int others = shared.enter(CERTIFICATE, clientId, alone).count();
                assertThat(others).isEqualTo(model.contains(clientId) ? 0 : model.size());
                if (!alone || model.isEmpty()) {
                    model.add(clientId);
                }
            } else {
                shared.leave(CERTIFICATE, clientId);
                model.remove(clientId);
            }
            assertThat(shared.count()).isEqualTo(model.size() > 1 ? 1 : 0);
            assertThat(shared.certificates()).isEqualTo(model.isEmpty() ? 0 : 1);
        }
    }
}
