package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.TlsSettings;
import io.gatehouse.harness.Heap;
import java.lang.ref.Reference;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every connection keeps the record of its handshake: what that costs is bounded, and small for a fleet. */
final class HandshakeMemoryTest {
    private static final int CONNECTIONS = 100_000;
    private static final String SERVER_NAME = "broker.example";
    private static final X509Certificate[] CHAIN =
            TestCertificates.chainOf(2).chain().toArray(X509Certificate[]::new);

    /** As {@link HandshakeMeter} makes it; the certificates themselves are the engine's anyhow. */
    private static HandshakeRecord record(HandshakeMeters meters, HelloReading hello, int round) {
        Flights flights = new Flights();
        for (int flight = 0; flight < 4; flight++) {
            flights.add(flight % 2 == 0, 100 + flight, round + flight);
        }
        ServerReading agreed = meters.shared(new ServerReading(TlsNames.TLS_1_3, 0x1301, 0x001D, 0x0403, false));
        return new HandshakeRecord(
                meters.shared(hello), agreed, 0, false, "x-amzn-mqtt-ca", flights.packed(), round, true, CHAIN.clone());
    }

    private static HelloReading hello() throws Exception {
        try (ServerTls tls = HandshakeTest.open(
                        Conversation.settings(TlsSettings.Engine.BORINGSSL), TestCertificates.of("P-256"));
                TestClient client = TestClient.boringSsl(null);
                Conversation conversation = new Conversation(tls, client.handler())) {
            byte[] hello = conversation.takeFromClient();
            HelloReading read = HelloReading.of(Arrays.copyOfRange(hello, 9, hello.length), hello.length - 9);
            assertThat(read.offer()).isNotNull();
            return new HelloReading(read.offer(), SERVER_NAME);
        }
    }

    @Test
    void the_record_of_a_fleets_connection_costs_less_than_two_hundred_bytes() throws Exception {
        HandshakeMeters meters = new HandshakeMeters(16_384);
        HelloReading hello = hello();

        long each = bytesOfEach(meters, hello);

        assertThat(each).isBetween(96L, 200L);
    }

    private static long bytesOfEach(HandshakeMeters meters, HelloReading hello) {
        HandshakeRecord[] records = new HandshakeRecord[CONNECTIONS];
        long before = Heap.used();
        for (int i = 0; i < CONNECTIONS; i++) {
            HelloOffer offer = hello.offer();
            assertThat(offer).isNotNull();
            offer = copy(offer);
            records[i] = record(meters, new HelloReading(offer, new String(SERVER_NAME.toCharArray())), i);
        }
        long each = (Heap.used() - before) / CONNECTIONS;
        Reference.reachabilityFence(records);
        return each;
    }

    /** As parsed from another connection: equal, and not the same. */
    private static HelloOffer copy(HelloOffer offer) {
        return new HelloOffer(
                new String(offer.packedVersions().toCharArray()),
                new String(offer.packedCipherSuites().toCharArray()),
                new String(offer.packedGroups().toCharArray()),
                new String(offer.packedKeyShares().toCharArray()),
                new String(offer.packedSignatures().toCharArray()),
                offer.protocols(),
                offer.resumption());
    }

    /** What a client fills to the brim, in the form in which refusals count it. */
    @ParameterizedTest
    @CsvSource({"64, 8, 64, 255"})
    void what_one_client_can_make_its_record_hold_is_bounded(
            int numbers, int protocols, int protocolLength, int nameLength) {
        String packed = "\u1301".repeat(numbers);
        HelloOffer offer = new HelloOffer(
                packed,
                packed,
                packed,
                packed,
                packed,
                Collections.nCopies(protocols, "p".repeat(protocolLength)),
                true);
        HandshakeRecord record = new HandshakeRecord(
                new HelloReading(offer, "n".repeat(nameLength)),
                ServerReading.NOTHING,
                0,
                false,
                null,
                new int[24],
                1,
                false,
                new X509Certificate[0]);

        assertThat(record.weight()).isLessThan(3072);
    }
}
