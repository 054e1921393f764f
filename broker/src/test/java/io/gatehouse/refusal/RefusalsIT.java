package io.gatehouse.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.reason.Reason;
import io.gatehouse.refusal.Misconfiguration.Outcome;
import io.gatehouse.security.Scrape;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every refusal has its own name, in every place, and every name that is shown can happen. */
final class RefusalsIT {
    /** Reasons that no client can provoke alone, each with the test that raises it. */
    private static final Map<Reason, String> BEYOND_CLIENTS = Map.of(
            // Takes an event loop that stands still for seconds: RouterTest.
            Reason.ROUTER_OVERLOADED, "RouterTest",
            // Takes a disk that is full: DiskFullIT.
            Reason.STORE_UNAVAILABLE, "DiskFullIT",
            // Takes a broker that refuses whoever no responder speaks for, who listens to its events too: OcspIT.
            Reason.CERTIFICATE_OCSP_UNANSWERED, "OcspIT",
            // Take an operator, whom a command makes, where the others need a device: AwsDataPlaneIT.
            Reason.SIGNATURE_INVALID, "AwsDataPlaneIT",
            Reason.ACCESS_KEY_UNKNOWN, "AwsDataPlaneIT",
            // Whatever is found to have no word of its own gets one: HandshakeFailureTest.
            Reason.TLS_FAILED, "HandshakeFailureTest");

    private static final Map<Setting, RunningBroker> BROKERS = new EnumMap<>(Setting.class);
    private static final Map<Setting, PresenceEvents> EVENTS = new EnumMap<>(Setting.class);
    private static final AtomicInteger CASES = new AtomicInteger();

    static List<Misconfiguration> catalogue() {
        return Stream.of(
                        TlsCases.all(),
                        CertificateCases.all(),
                        PolicyCases.all(),
                        ConnectCases.all(),
                        NewcomerCases.all(),
                        MessageCases.all(),
                        SubscriptionCases.all(),
                        DeliveryCases.all(),
                        EndCases.all(),
                        RequestCases.all(),
                        DeviceCases.all())
                .flatMap(cases -> cases)
                .toList();
    }

    @AfterAll
    static void stopBrokers() throws Exception {
        for (PresenceEvents events : EVENTS.values()) {
            events.close();
        }
        EVENTS.clear();
        Collection<RunningBroker> brokers = BROKERS.values();
        brokers.forEach(RunningBroker::close);
        brokers.clear();
        Issuing.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("catalogue")
    void a_misconfiguration_is_called_by_its_own_name_in_every_place(Misconfiguration what) throws Exception {
        RunningBroker broker = BROKERS.computeIfAbsent(what.setting(), Setting::start);

        Places.check(what, new Scene(broker, CASES.incrementAndGet()), eventsOf(what.setting(), broker));
    }

    private static PresenceEvents eventsOf(Setting setting, RunningBroker broker) {
        return EVENTS.computeIfAbsent(setting, of -> PresenceEvents.of(broker, setting != Setting.STRICT));
    }

    @Test
    void every_series_of_refusals_can_rise() {
        Set<String> provoked = new TreeSet<>();
        catalogue().stream()
                .filter(what -> what.outcome() == Outcome.REFUSED)
                .forEach(what -> provoked.add(Places.series(what.reason())));
        BEYOND_CLIENTS.keySet().forEach(reason -> provoked.add(Places.series(reason)));

        try (RunningBroker fresh = RunningBroker.start()) {
            Set<String> registered = new TreeSet<>();
            Scrape.of(fresh).series().keySet().stream()
                    .filter(series -> series.startsWith(Places.REFUSALS))
                    .forEach(series -> registered.add(series.substring(Places.REFUSALS.length())));

            assertThat(registered).isEqualTo(provoked);
        }
    }

    @Test
    void every_reason_why_a_message_does_not_reach_its_receiver_is_a_case_or_cannot_be_one() {
        Set<Reason> provoked = EnumSet.copyOf(BEYOND_CLIENTS.keySet());
        provoked.add(Reason.LOG_TRIMMED); // takes a log that is longer than it may be: LogTrimmerTest
        provoked.add(Reason.MEMORY_LIMIT); // takes a heap that is nearly full: MemoryTest, MemoryIT
        catalogue().stream()
                .filter(what -> what.outcome() == Outcome.NOT_DELIVERED)
                .forEach(what -> provoked.add(what.reason()));

        assertThat(Arrays.stream(Reason.values())
                        .filter(reason -> reason.stage() == Reason.Stage.DELIVERY && !provoked.contains(reason)))
                .as("counted and not told, because its publisher wanted it so")
                .containsExactly(Reason.MESSAGE_EXPIRED);
    }

    @Test
    void the_catalogue_has_every_cause_once() {
        assertThat(catalogue()).hasSizeGreaterThanOrEqualTo(45).doesNotHaveDuplicates();
        assertThat(catalogue().stream().map(Misconfiguration::toString)).doesNotHaveDuplicates();
    }
}
