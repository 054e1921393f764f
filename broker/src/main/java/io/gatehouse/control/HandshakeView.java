package io.gatehouse.control;

import io.gatehouse.tls.Flight;
import io.gatehouse.tls.HandshakeRecord;
import io.gatehouse.tls.HelloOffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a TLS handshake looked like and what it cost, as far as it went.
 *
 * @param reached {@code completed}, or how far it came: {@code nothing}, {@code bytes}, {@code client_hello},
 *     {@code server_hello}, {@code client_answer}
 * @param protocol agreed on, as cipher suite and group; {@code null} where it did not come to that
 * @param clientSignature that proved the client's key; {@code null} in a resumed session
 * @param retried whether the client had to send a second ClientHello
 * @param serverName as sent (SNI)
 * @param applicationProtocol agreed on by ALPN
 * @param offered by the ClientHello; {@code null} where none could be read
 * @param roundTrips before the client could send data; in a failed handshake, as often as it answered
 * @param millis from the accepted connection to the end
 * @param phases in their order; their milliseconds add up to {@code millis}
 * @param chain as the client sent it, its own certificate first
 */
public record HandshakeView(
        String reached,
        @Nullable String protocol,
        @Nullable String cipherSuite,
        @Nullable String group,
        @Nullable String clientSignature,
        @Nullable String serverSignature,
        boolean resumed,
        boolean retried,
        @Nullable String serverName,
        @Nullable String applicationProtocol,
        @Nullable Offer offered,
        int roundTrips,
        int bytesIn,
        int bytesOut,
        double millis,
        List<Phase> phases,
        List<Sent> chain) {

    public HandshakeView {
        phases = List.copyOf(phases);
        chain = List.copyOf(chain);
    }

    /**
     * What the client offered, in its order.
     *
     * @param keyShares groups for which it sent a key along
     * @param signatures that it verifies
     * @param resumption whether it offered to continue an earlier session
     */
    public record Offer(
            List<String> versions,
            List<String> cipherSuites,
            List<String> groups,
            List<String> keyShares,
            List<String> signatures,
            List<String> applicationProtocols,
            boolean resumption) {}

    /**
     * What one side sent before it waited for the other, or, at the end, nothing.
     *
     * @param bytesIn 0 where it was the server's
     * @param millis from the end of the phase before to the end of this one: waiting, sending and computing
     */
    public record Phase(String name, int bytesIn, int bytesOut, double millis) {}

    /**
     * One certificate.
     *
     * @param subject RFC 2253; {@code null} where it cannot be read
     * @param bytes of its DER
     */
    public record Sent(
            String certificateId,
            @Nullable String subject,
            @Nullable String issuer,
            int bytes) {}

    /** Reads the record: digests and certificates; on a thread that may take its time. */
    public static @Nullable HandshakeView of(@Nullable HandshakeRecord record) {
        if (record == null) {
            return null;
        }
        List<Flight> flights = record.flights();
        return new HandshakeView(
                record.reached().name().toLowerCase(Locale.ROOT),
                record.protocol(),
                record.cipherSuite(),
                record.group(),
                record.clientSignature(),
                record.serverSignature(),
                record.resumed(),
                record.retried(),
                record.serverName(),
                record.applicationProtocol(),
                offer(record.offer()),
                record.roundTrips(),
                flights.stream()
                        .filter(Flight::ofClient)
                        .mapToInt(Flight::bytes)
                        .sum(),
                flights.stream()
                        .filter(flight -> !flight.ofClient())
                        .mapToInt(Flight::bytes)
                        .sum(),
                millis(record.doneMicros()),
                phases(record, flights),
                record.chain().stream()
                        .map(sent -> new Sent(sent.id(), sent.subject(), sent.issuer(), sent.bytes()))
                        .toList());
    }

    private static @Nullable Offer offer(@Nullable HelloOffer offer) {
        return offer == null
                ? null
                : new Offer(
                        offer.versions(),
                        offer.cipherSuites(),
                        offer.groups(),
                        offer.keyShares(),
                        offer.signatures(),
                        offer.protocols(),
                        offer.resumption());
    }

    private static List<Phase> phases(HandshakeRecord record, List<Flight> flights) {
        List<Phase> phases = new ArrayList<>(flights.size() + 1);
        int before = 0;
        int ofClient = 0;
        int ofServer = 0;
        for (Flight flight : flights) {
            String name = flight.ofClient() ? clientPhase(record, ofClient++) : serverPhase(record, ofServer++);
            phases.add(new Phase(
                    name,
                    flight.ofClient() ? flight.bytes() : 0,
                    flight.ofClient() ? 0 : flight.bytes(),
                    millis(flight.endMicros() - before)));
            before = flight.endMicros();
        }
        phases.add(new Phase("end", 0, 0, millis(record.doneMicros() - before)));
        return phases;
    }

    private static String clientPhase(HandshakeRecord record, int index) {
        if (index == 0) {
            return "client hello";
        }
        return index == 1 && record.retried() ? "client hello again" : "client answer";
    }

    private static String serverPhase(HandshakeRecord record, int index) {
        boolean completed = record.reached() == HandshakeRecord.Reached.COMPLETED;
        if (index == 0 && record.cipherSuite() != null) {
            return record.retried() ? "retry request" : "server hello";
        }
        if (index == 1 && record.retried()) {
            return completed || record.group() != null ? "server hello" : "alert";
        }
        return completed ? "server finish" : "alert";
    }

    private static double millis(int micros) {
        return micros / 1000.0;
    }
}
