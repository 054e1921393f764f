package io.gatehouse.refusal;

import static io.gatehouse.Policies.allow;
import static io.gatehouse.Policies.document;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.CompiledPolicy;
import io.gatehouse.policy.Denial;
import io.gatehouse.policy.Permissions;
import io.gatehouse.policy.Variables;
import io.gatehouse.reason.Reason;
import io.gatehouse.refusal.RecentRefusals.Entry;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecentRefusalsTest {
    private static final String LAMP = "ab12".repeat(16);
    private static final Client LAMP_CLIENT =
            Client.at("mqtts", "10.0.0.7:4711").named("lamp", LAMP, "lamp-thing");

    private static final X509Certificate LEAF =
            RunningBroker.stranger("lamp").issued().leaf();

    private final RecentRefusals recent = new RecentRefusals(100, 1024 * 1024);
    private long now = 1000;

    private Repeats add(Reason reason, Client client, Facts facts) {
        Repeats repeats = new Repeats(now);
        recent.refused(new Refusal(reason, now, client, facts, null), repeats);
        now += 1000;
        return repeats;
    }

    private Repeats add(Reason reason, Client client) {
        return add(reason, client, Facts.NONE);
    }

    private static Facts known(@Nullable String status) {
        return Facts.NONE.with(new ClientCertificate(LEAF, status));
    }

    @Test
    void a_refusal_is_found_by_everything_a_client_is_known_by() {
        add(Reason.CONNECT_NOT_AUTHORIZED, LAMP_CLIENT);

        assertThat(recent.find("lamp", null, 10)).hasSize(1);
        assertThat(recent.find("lamp-thing", null, 10)).hasSize(1);
        assertThat(recent.find(LAMP, null, 10)).hasSize(1);
        assertThat(recent.find(LAMP.substring(0, 8), null, 10)).hasSize(1);
        assertThat(recent.find("10.0.0.7", null, 10)).hasSize(1);
        assertThat(recent.find("lamp", Reason.CONNECT_NOT_AUTHORIZED, 10)).hasSize(1);

        assertThat(recent.find("lamp", Reason.CERTIFICATE_UNKNOWN, 10)).isEmpty();
        assertThat(recent.find(LAMP.substring(0, 7), null, 10)).isEmpty();
        assertThat(recent.find("10.0.0.70", null, 10)).isEmpty();
    }

    @Test
    void an_address_is_found_without_its_port_and_brackets() {
        add(Reason.TLS_PLAINTEXT, Client.at("mqtts", "[fe80::1]:4711"));

        assertThat(recent.find("fe80::1", null, 10)).hasSize(1);
    }

    @Test
    void repeats_are_one_entry_that_counts_on() {
        Repeats first = add(Reason.CONNECT_NOT_AUTHORIZED, LAMP_CLIENT);
        first.again(1500);
        first.again(1600);

        Entry entry = recent.find("lamp", null, 10).getFirst();
        assertThat(entry.count()).isEqualTo(3);
        assertThat(entry.firstMillis()).isEqualTo(1000);
        assertThat(entry.lastMillis()).isEqualTo(1600);

        now = 20_000;
        add(Reason.CONNECT_NOT_AUTHORIZED, LAMP_CLIENT).again(20_001);

        Entry later = recent.find("lamp", null, 10).getFirst();
        assertThat(recent.size()).isEqualTo(1);
        assertThat(later.count()).isEqualTo(5);
        assertThat(later.firstMillis()).isEqualTo(1000);
        assertThat(later.lastMillis()).isEqualTo(20_001);
    }

    @Test
    void the_newest_come_first_and_no_more_than_asked_for() {
        add(Reason.CERTIFICATE_UNKNOWN, LAMP_CLIENT);
        add(Reason.CONNECT_NOT_AUTHORIZED, LAMP_CLIENT);
        add(Reason.PUBLISH_NOT_AUTHORIZED, LAMP_CLIENT);

        assertThat(recent.find(null, null, 2))
                .extracting(entry -> entry.last().reason())
                .containsExactly(Reason.PUBLISH_NOT_AUTHORIZED, Reason.CONNECT_NOT_AUTHORIZED);
    }

    @Test
    void beyond_the_bound_in_entries_the_oldest_go() {
        for (int i = 0; i < 1000; i++) {
            add(Reason.CONNECT_TIMEOUT, Client.at("mqtts", "10.0." + i / 250 + "." + i % 250 + ":1"));
        }

        assertThat(recent.size()).isEqualTo(100);
        assertThat(recent.find("10.0.0.0", null, 10)).isEmpty();
        assertThat(recent.find("10.0.3.249", null, 10)).hasSize(1);
    }

    @Test
    void beyond_the_bound_in_bytes_the_oldest_go() {
        for (int i = 0; i < 100; i++) {
            add(
                    Reason.CLIENT_ID_INVALID,
                    Client.at("mqtts", "10.0.0." + i + ":1").named("x".repeat(15_000) + i, null, null));
        }

        assertThat(recent.size()).isLessThan(40).isGreaterThan(20);
        assertThat(recent.bytes()).isLessThanOrEqualTo(1024 * 1024);
        assertThat(recent.find("10.0.0.99", null, 10)).hasSize(1);
    }

    @Test
    void a_refusal_is_explained_by_the_policies_of_its_moment() {
        CompiledPolicy old = Denied.policy("old", document(allow("iot:Publish", "topic/lamp/*")));
        Permissions permissions = Permissions.bind(List.of(old), Variables.NONE);
        add(
                Reason.PUBLISH_NOT_AUTHORIZED,
                LAMP_CLIENT,
                Facts.denied(new Denial(permissions, Action.PUBLISH, "door/on")));

        Facts facts = recent.find("lamp", null, 1).getFirst().last().facts();

        assertThat(facts.resource()).isEqualTo("topic/door/on");
        assertThat(Objects.requireNonNull(facts.decision()).text())
                .startsWith("no statement matched; nearest: policy old, Statement[0]");
    }

    @Test
    void policies_that_are_kept_alive_count_once_each_and_until_their_last_refusal_goes() {
        CompiledPolicy large = Denied.policy("large", large(1));
        Permissions permissions = Permissions.bind(List.of(large), Variables.NONE);
        for (int i = 0; i < 10; i++) {
            add(
                    Reason.PUBLISH_NOT_AUTHORIZED,
                    Client.at("mqtts", "10.0.0." + i + ":1"),
                    Facts.denied(new Denial(permissions, Action.PUBLISH, "x")));
        }
        assertThat(recent.bytes()).isBetween((long) large.weight(), large.weight() + 10 * 2048L);

        for (int i = 0; i < 200; i++) {
            add(Reason.CONNECT_TIMEOUT, Client.at("mqtts", "10.0.1." + i + ":1"));
        }
        assertThat(recent.bytes()).isLessThan(100 * 1024);
    }

    @Test
    void a_policy_that_is_changed_between_refusals_cannot_take_more_memory_than_there_is() {
        for (int i = 0; i < 200; i++) {
            var permissions = Permissions.bind(List.of(Denied.policy("p" + i, large(i))), Variables.NONE);
            add(
                    Reason.PUBLISH_NOT_AUTHORIZED,
                    Client.at("mqtts", "10.0.0." + i + ":1"),
                    Facts.denied(new Denial(permissions, Action.PUBLISH, "x")));
        }

        assertThat(recent.bytes()).isLessThanOrEqualTo(1024 * 1024);
        assertThat(recent.size()).isBetween(2, 60);
        assertThat(recent.find("10.0.0.199", null, 1)).hasSize(1);
    }

    private static String large(int number) {
        return document(IntStream.range(0, 50)
                .mapToObj(i -> allow("iot:Publish", "topic/" + number + "/" + i + "/${iot:ClientId}/*"))
                .toArray(String[]::new));
    }

    @Test
    void a_memory_of_nothing_remembers_nothing() {
        var none = new RecentRefusals(0, 0);

        none.refused(new Refusal(Reason.TLS_PLAINTEXT, 0, Client.at("mqtts", null), Facts.NONE, null), new Repeats(0));

        assertThat(none.size()).isZero();
        assertThat(none.bytes()).isZero();
    }

    @Test
    void a_device_that_makes_up_client_ids_pushes_out_nobody_else() {
        add(Reason.CONNECT_NOT_AUTHORIZED, LAMP_CLIENT, known("ACTIVE"));
        for (int i = 0; i < 1000; i++) {
            Client client = Client.at("mqtts", "10.0.0.8:" + i).named("made-up-" + i, "cd34".repeat(16), null);
            add(Reason.CONNECT_NOT_AUTHORIZED, client, known("ACTIVE"));
        }

        assertThat(recent.find("lamp", null, 10)).hasSize(1);
        assertThat(recent.find("made-up-999", null, 10)).hasSize(1);
        assertThat(recent.size()).isLessThan(20);
    }

    @Test
    void a_fleet_that_is_away_is_remembered_device_by_device() {
        for (int i = 0; i < 100; i++) {
            Client away = Client.at("none", null)
                    .named("lamp-" + i, "ab%02d".formatted(i).repeat(16), null);
            add(Reason.QUEUE_FULL, away, Facts.of("queued: 8"));
        }

        assertThat(recent.size()).isEqualTo(100);
    }

    @Test
    void a_stranger_that_makes_up_certificates_pushes_out_nobody_else() {
        add(Reason.CONNECT_NOT_AUTHORIZED, LAMP_CLIENT, known("ACTIVE"));
        for (int i = 0; i < 1000; i++) {
            Client client = Client.at("mqtts", "10.0.0.8:" + i).named("lamp", "stranger-" + i, null);
            add(Reason.CERTIFICATE_UNKNOWN, client, known(null));
        }

        assertThat(recent.find("lamp", Reason.CONNECT_NOT_AUTHORIZED, 10)).hasSize(1);
        assertThat(recent.size()).isLessThan(20);
    }
}
