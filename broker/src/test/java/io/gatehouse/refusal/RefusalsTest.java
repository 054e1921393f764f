package io.gatehouse.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gatehouse.Policies;
import io.gatehouse.RunningBroker;
import io.gatehouse.log.Printable;
import io.gatehouse.loop.Clock;
import io.gatehouse.metrics.Metrics;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.CompiledPolicy;
import io.gatehouse.policy.Denial;
import io.gatehouse.policy.Permissions;
import io.gatehouse.reason.Reason;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

class RefusalsTest {
    private static final CompiledPolicy POLICY =
            Denied.policy("fleet", Policies.document(Policies.allow("iot:Publish", "topic/${iot:ClientId}/*")));
    private static final long STARTED_MILLIS = 1_700_000_000_000L;

    private long now = 1_000_000_000L;
    private final Clock clock = new Clock() {
        @Override
        public long wallMillis() {
            return STARTED_MILLIS + TimeUnit.NANOSECONDS.toMillis(now);
        }

        @Override
        public long monotonicNanos() {
            return now;
        }
    };
    private final Metrics metrics = new Metrics(1);
    private final List<Refusal> told = new CopyOnWriteArrayList<>();
    private final Refusals refusals = new Refusals(metrics, List.of((refusal, repeats) -> told.add(refusal)), clock);
    private final Logger logger = (Logger) LoggerFactory.getLogger(Refusals.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void close() {
        logger.detachAppender(lines);
        refusals.close();
        metrics.close();
    }

    @Test
    void a_refusal_is_counted_and_told_with_all_that_is_known() {
        Client client = Client.at("mqtts", "10.0.0.7:4711")
                .named("lamp", "ab12", "lamp")
                .asking("gate.example");

        X509Certificate leaf = RunningBroker.stranger("lamp").issued().leaf();

        refusals.refused(
                Reason.CERTIFICATE_REVOKED,
                client,
                () -> Facts.of("status: REVOKED (expected: ACTIVE)").with(new ClientCertificate(leaf, "REVOKED")));

        assertScraped("gatehouse_refusals_total{reason=\"CERTIFICATE_REVOKED\",stage=\"certificate\"} 1.0");
        assertThat(lines.list).hasSize(1);
        ILoggingEvent line = lines.list.getFirst();
        assertThat(line.getLevel()).isEqualTo(Level.INFO);
        assertThat(line.getFormattedMessage()).isEqualTo("refused: the certificate is REVOKED");
        assertThat(values(line))
                .isEqualTo(
                        "event=refused reason=CERTIFICATE_REVOKED check=certificate listener=mqtts peer=10.0.0.7:4711"
                                + " clientId=lamp certificateId=ab12 thing=lamp serverName=gate.example"
                                + " certificateStatus=REVOKED subject="
                                + leaf.getSubjectX500Principal().getName() + " issuer="
                                + leaf.getIssuerX500Principal().getName() + " serial="
                                + leaf.getSerialNumber().toString(16)
                                + " detail=status: REVOKED (expected: ACTIVE) cure="
                                + Cures.of(Reason.CERTIFICATE_REVOKED));
    }

    @Test
    void a_refused_handshake_and_a_refused_connect_are_counted_as_such_too() {
        refuse(Reason.TLS_NO_CLIENT_CERTIFICATE, Client.at("mqtts", "10.0.0.7:1"));
        refuse(Reason.CONNECT_NOT_AUTHORIZED, Client.at("mqtts", "10.0.0.7:1"));
        refuse(Reason.PUBLISH_NOT_AUTHORIZED, Client.at("mqtts", "10.0.0.7:1"));

        assertScraped("gatehouse_tls_handshakes_total{group=\"none\",listener=\"mqtts\","
                + "reason=\"TLS_NO_CLIENT_CERTIFICATE\",result=\"refused\",resumed=\"false\"} 1.0");
        assertScraped("gatehouse_connects_total{reason=\"CONNECT_NOT_AUTHORIZED\",result=\"refused\"} 1.0");
        assertThat(metrics.scrape()).doesNotContain("gatehouse_connects_total{reason=\"PUBLISH");
    }

    @Test
    void what_can_be_refused_is_a_series_before_it_happens_and_nothing_else_is() {
        assertThat(metrics.scrape())
                .contains("gatehouse_refusals_total{reason=\"TLS_PLAINTEXT\",stage=\"tls\"} 0.0")
                .contains("gatehouse_refusals_total{reason=\"ROUTER_OVERLOADED\",stage=\"delivery\"} 0.0")
                .contains("gatehouse_refusals_total{reason=\"QUEUE_FULL\",stage=\"delivery\"} 0.0")
                .contains("gatehouse_refusals_total{reason=\"MALFORMED_PACKET\",stage=\"end\"} 0.0")
                .doesNotContain("gatehouse_refusals_total{reason=\"SLOW_CONSUMER\"")
                .doesNotContain("gatehouse_refusals_total{reason=\"TAKEN_OVER\"");
    }

    @Test
    void a_refusal_that_nobody_thought_of_is_counted_all_the_same() {
        refuse(Reason.SERVER_SHUTTING_DOWN, Client.at("mqtts", "10.0.0.7:1"));

        assertScraped("gatehouse_refusals_total{reason=\"SERVER_SHUTTING_DOWN\",stage=\"end\"} 1.0");
    }

    @Test
    void a_device_in_a_retry_loop_gets_one_line_and_is_counted_every_time() {
        for (int i = 0; i < 1000; i++) {
            refuse(
                    Reason.CERTIFICATE_UNKNOWN,
                    Client.at("mqtts", "10.0.0.7:" + i).named(null, "ab", null));
        }
        assertThat(lines.list).hasSize(1);

        now += RefusalPace.SAME_CLIENT_NANOS;
        refuse(Reason.CERTIFICATE_UNKNOWN, Client.at("mqtts", "10.0.0.7:1").named(null, "ab", null));

        assertThat(lines.list).hasSize(2);
        assertThat(values(lines.list.getLast())).endsWith("suppressed=999");
        assertScraped("gatehouse_refusals_total{reason=\"CERTIFICATE_UNKNOWN\",stage=\"certificate\"} 1001.0");
    }

    @Test
    void a_fleet_with_one_fault_cannot_fill_the_log_nor_hide_another_fault() {
        for (int device = 0; device < 10_000; device++) {
            String peer = "10.1." + device / 250 + "." + device % 250 + ":1";
            refuse(Reason.CERTIFICATE_EXPIRED, Client.at("mqtts", peer));
        }
        assertThat(lines.list).hasSizeLessThanOrEqualTo(RefusalPace.BURST);

        refuse(Reason.CERTIFICATE_REVOKED, Client.at("mqtts", "10.0.0.9:1"));

        assertThat(values(lines.list.getLast())).startsWith("event=refused reason=CERTIFICATE_REVOKED");
    }

    @Test
    void lines_come_back_at_the_pace_of_the_bucket() {
        int devices = 0;
        for (int i = 0; i < 100; i++) {
            refuse(Reason.TLS_PLAINTEXT, Client.at("mqtts", "peer" + devices++));
        }
        int before = lines.list.size();
        now += TimeUnit.SECONDS.toNanos(1);
        for (int i = 0; i < 100; i++) {
            refuse(Reason.TLS_PLAINTEXT, Client.at("mqtts", "peer" + devices++));
        }

        assertThat(lines.list.size() - before).isEqualTo(5);
    }

    @Test
    void a_peer_cannot_forge_a_line_or_steer_a_terminal() {
        Client client =
                Client.at("mqtts", "10.0.0.7:1").named("lamp\r\n12:00 INFO all is well\u001b[2J\u202e", null, null);

        refuse(Reason.CLIENT_ID_INVALID, client);

        assertThat(values(lines.list.getFirst()))
                .contains("clientId=lamp\\u000d\\u000a12:00 INFO all is well\\u001b[2J\\u202e")
                .doesNotContain("\r", "\n", "\u001b", "\u202e");
    }

    @Test
    void a_long_value_is_cut() {
        assertThat(Printable.of("x".repeat(70_000))).hasSizeLessThan(300).endsWith("… (70000 characters)");
        assertThat(Printable.of("plain, Ä and 灯")).isEqualTo("plain, Ä and 灯");
    }

    @Test
    void ends_of_connections_are_counted_by_who_and_why_and_the_ordinary_ones_are_quiet() {
        Client about = Client.at("mqtts", "10.0.0.7:1").named("lamp", "ab12", "lamp");

        end(Reason.CLIENT_DISCONNECT, Refusals.Initiator.CLIENT, about, Facts.NONE);
        end(Reason.CONNECTION_LOST, Refusals.Initiator.NETWORK, about, Facts.NONE);
        end(Reason.PROTOCOL_ERROR, Refusals.Initiator.SERVER, about, Facts.of("packet id: 0"));

        assertScraped("gatehouse_disconnects_total{initiator=\"client\",reason=\"CLIENT_DISCONNECT\"} 1.0");
        assertScraped("gatehouse_disconnects_total{initiator=\"network\",reason=\"CONNECTION_LOST\"} 1.0");
        assertScraped("gatehouse_disconnects_total{initiator=\"server\",reason=\"PROTOCOL_ERROR\"} 1.0");
        assertThat(lines.list)
                .extracting(ILoggingEvent::getLevel)
                .containsExactly(Level.DEBUG, Level.DEBUG, Level.INFO);
        assertThat(values(lines.list.getLast())).contains("initiator=server", "detail=packet id: 0");
    }

    @Test
    void an_end_that_is_a_refusal_is_counted_as_both_and_told_once() {
        Client about = Client.at("mqtts", "10.0.0.7:1").named("lamp", "ab12", "lamp");

        end(Reason.PUBLISH_NOT_AUTHORIZED, Refusals.Initiator.SERVER, about, Facts.NONE);

        assertThat(lines.list).hasSize(1);
        assertScraped("gatehouse_refusals_total{reason=\"PUBLISH_NOT_AUTHORIZED\",stage=\"publish\"} 1.0");
        assertScraped("gatehouse_disconnects_total{initiator=\"server\",reason=\"PUBLISH_NOT_AUTHORIZED\"} 1.0");
    }

    @Test
    void a_store_that_fails_refuses_whoever_is_put_out_for_it_as_it_refuses_whoever_may_stay() {
        Client stays = Client.at("mqtts", "10.0.0.7:1").named("lamp", "ab12", "lamp");
        Client put = Client.at("mqtts", "10.0.0.8:1").named("old", "cd34", "old");

        refuse(Reason.STORE_UNAVAILABLE, stays);
        end(Reason.STORE_UNAVAILABLE, Refusals.Initiator.SERVER, put, Facts.NONE);

        assertThat(lines.list).hasSize(2);
        assertScraped("gatehouse_refusals_total{reason=\"STORE_UNAVAILABLE\",stage=\"end\"} 2.0");
        assertScraped("gatehouse_disconnects_total{initiator=\"server\",reason=\"STORE_UNAVAILABLE\"} 1.0");
    }

    @Test
    void facts_are_made_once_however_often_a_device_tries() {
        AtomicInteger made = new AtomicInteger();
        Client client = Client.at("mqtts", "10.0.0.7:1").named("lamp", "ab12", "lamp");

        for (int i = 0; i < 1000; i++) {
            refusals.refused(Reason.PUBLISH_NOT_AUTHORIZED, client, () -> {
                made.incrementAndGet();
                return Facts.NONE;
            });
        }

        assertThat(made).hasValue(1);
        assertScraped("gatehouse_refusals_total{reason=\"PUBLISH_NOT_AUTHORIZED\",stage=\"publish\"} 1000.0");
    }

    @Test
    void what_is_not_delivered_to_a_client_that_was_told_of_is_counted_where_that_is_counted() {
        Client client = Client.at("mqtts", "10.0.0.7:1").named("lamp", "ab12", "lamp");

        Repeats first = refusals.notDelivered(Reason.SLOW_CONSUMER, client, () -> Facts.NONE);
        Repeats second = refusals.notDelivered(Reason.SLOW_CONSUMER, client, () -> Facts.NONE);
        second.again(3, clock.wallMillis());

        assertThat(lines.list).hasSize(1);
        assertThat(second).isSameAs(first);
        assertThat(first.count()).isEqualTo(4);
    }

    @Test
    void what_is_told_is_explained_for_nobody_who_does_not_read_it() {
        AtomicInteger asked = new AtomicInteger();
        Permissions permissions = Permissions.bind(List.of(POLICY), name -> {
            asked.incrementAndGet();
            return List.of("lamp");
        });
        int before = asked.get();
        var facts = Facts.denied(new Denial(permissions, Action.PUBLISH, "b/on"));
        for (int device = 0; device < 100; device++) {
            refusals.refused(Reason.PUBLISH_NOT_AUTHORIZED, Client.at("mqtts", "peer" + device), () -> facts);
        }
        refusals.close();

        assertThat(told).hasSize(100);
        int perLine = (asked.get() - before) / RefusalPace.BURST;
        assertThat(asked.get() - before).isEqualTo(RefusalPace.BURST * perLine);
        assertThat(told.getLast().facts().decision()).isNotNull();
        assertThat(asked.get() - before).isEqualTo((RefusalPace.BURST + 1) * perLine);
    }

    @Test
    void when_something_happened_is_what_the_brokers_clock_says() {
        refuse(Reason.CONNECT_TIMEOUT, Client.at("mqtts", "10.0.0.7:1"));
        refusals.close();

        assertThat(told.getFirst().atMillis()).isEqualTo(clock.wallMillis());
    }

    @Test
    void names_that_share_a_hash_do_not_silence_each_other() {
        assertThat("Aa").hasSameHashCodeAs("BB");

        refuse(Reason.CLIENT_ID_OWNED, Client.at("mqtts", "10.0.0.7:1").named("Aa", "ab12", null));
        refuse(Reason.CLIENT_ID_OWNED, Client.at("mqtts", "10.0.0.8:1").named("BB", "ab12", null));

        assertThat(lines.list).hasSize(2);
    }

    @Test
    void another_certificate_with_its_client_id_does_not_silence_a_device() {
        refuse(Reason.CONNECT_NOT_AUTHORIZED, Client.at("mqtts", "10.0.0.6:1").named("lamp", "cd34", null));
        refuse(Reason.CONNECT_NOT_AUTHORIZED, Client.at("mqtts", "10.0.0.7:1").named("lamp", "ab12", null));

        assertThat(lines.list).hasSize(2);
    }

    @Test
    void what_gets_no_line_is_told_to_listeners_all_the_same() {
        for (int device = 0; device < 100; device++) {
            refuse(Reason.CERTIFICATE_EXPIRED, Client.at("mqtts", "10.0.0." + device + ":1"));
        }
        refusals.close();

        assertThat(lines.list).hasSize(RefusalPace.BURST);
        assertThat(told).hasSize(100);
    }

    @Test
    void a_client_whose_id_somebody_else_presents_is_told_once_in_ten_seconds_however_often_it_is_pushed_out() {
        Client client = Client.at("mqtts", "10.0.0.7:1").named("lamp", "ab12", "lamp");
        for (int i = 0; i < 100; i++) {
            end(Reason.TAKEN_OVER, Refusals.Initiator.SERVER, client, Facts.of("newcomer: 10.0.0.8:1"));
        }
        refusals.close();

        assertThat(lines.list).singleElement().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.INFO);
            assertThat(values(line)).contains("peer=10.0.0.7:1", "detail=newcomer: 10.0.0.8:1");
        });
        assertThat(told)
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.endedBy()).isEqualTo(Refusals.Initiator.SERVER));
        assertScraped("gatehouse_disconnects_total{initiator=\"server\",reason=\"TAKEN_OVER\"} 100.0");
    }

    @Test
    void ordinary_ends_are_told_to_nobody() {
        Client client = Client.at("mqtts", "10.0.0.7:1").named("lamp", "ab12", "lamp");

        end(Reason.CLIENT_DISCONNECT, Refusals.Initiator.CLIENT, client, Facts.NONE);
        end(Reason.CERTIFICATE_REVOKED, Refusals.Initiator.SERVER, client, Facts.NONE);
        refusals.close();

        assertThat(told).singleElement().satisfies(refusal -> {
            assertThat(refusal.reason()).isEqualTo(Reason.CERTIFICATE_REVOKED);
            assertThat(refusal.endedBy()).isEqualTo(Refusals.Initiator.SERVER);
        });
    }

    @Test
    void more_than_listeners_can_take_is_counted_and_dropped() {
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger heard = new AtomicInteger();
        try (var slow = new Refusals(
                metrics,
                List.of((refusal, repeats) -> {
                    try {
                        goOn.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    heard.incrementAndGet();
                }),
                clock)) {
            for (int device = 0; device < 2 * Notices.MOST; device++) {
                slow.refused(Reason.CONNECT_TIMEOUT, Client.at("mqtts", "peer" + device), () -> Facts.NONE);
            }
            goOn.countDown();
        }

        assertThat(heard.get()).isBetween(Notices.MOST, Notices.MOST + 1);
        double untold = 2 * Notices.MOST - heard.get();
        assertScraped("gatehouse_refusals_untold_total " + untold);
    }

    private void refuse(Reason reason, Client client) {
        refusals.refused(reason, client, () -> Facts.NONE);
    }

    private void end(Reason reason, Refusals.Initiator initiator, Client client, Facts facts) {
        refusals.connectionEnded(reason, initiator, client, () -> facts);
    }

    private static String values(ILoggingEvent line) {
        List<KeyValuePair> pairs = line.getKeyValuePairs();
        return pairs.stream().map(pair -> pair.key + "=" + pair.value).collect(Collectors.joining(" "));
    }

    private void assertScraped(String series) {
        assertThat(metrics.scrape()).contains(series);
    }
}
