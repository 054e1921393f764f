package io.gatehouse.tls;

import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a handshake looked like, completed or not: what was offered, agreed on and sent, in which flights, and how long
 * each took. Immutable, any thread. A connection keeps its own for as long as it lives, so that this holds numbers and
 * references to what is there anyhow; names, digests and times are made for whoever asks.
 *
 * <p>It is what can be seen from outside of the encryption. What cannot: see {@link #clientSignature}.
 */
public final class HandshakeRecord {
    /** Objects of a parsed certificate take about so many times its DER. */
    private static final int TIMES_DER = 8;

    private final @Nullable HelloOffer offer;
    private final @Nullable String serverName;
    private final ServerReading agreed;
    private final int clientSignature;
    private final boolean resumed;
    private final @Nullable String applicationProtocol;
    private final int[] flights;
    private final int doneMicros;
    private final boolean completed;
    private final X509Certificate[] chain;

    HandshakeRecord(
            HelloReading hello,
            ServerReading agreed,
            int clientSignature,
            boolean resumed,
            @Nullable String applicationProtocol,
            int[] flights,
            int doneMicros,
            boolean completed,
            X509Certificate[] chain) {
        this.offer = hello.offer();
        this.serverName = hello.serverName();
        this.agreed = agreed;
        this.clientSignature = clientSignature;
        this.resumed = resumed;
        this.applicationProtocol = applicationProtocol;
        this.flights = flights;
        this.doneMicros = doneMicros;
        this.completed = completed;
        this.chain = chain;
    }

    /** How far a handshake came. */
    public enum Reached {
        /** Nothing came. */
        NOTHING,
        /** Bytes came that are not, or not yet, a ClientHello that can be read. */
        BYTES,
        /** A ClientHello was read, and not answered, or with an alert. */
        CLIENT_HELLO,
        /** The server answered it with a ServerHello. */
        SERVER_HELLO,
        /** The client answered the server. */
        CLIENT_ANSWER,
        COMPLETED
    }

    public Reached reached() {
        if (completed) {
            return Reached.COMPLETED;
        }
        if (agreed.cipherSuite() != 0) {
            return roundTrips() > (agreed.retry() ? 1 : 0) ? Reached.CLIENT_ANSWER : Reached.SERVER_HELLO;
        }
        if (offer != null) {
            return Reached.CLIENT_HELLO;
        }
        return flights.length == 0 ? Reached.NOTHING : Reached.BYTES;
    }

    /** {@code null} where no ClientHello came to its end, or none that can be read. */
    public @Nullable HelloOffer offer() {
        return offer;
    }

    /** As the client spelled it, an octet a character; what TLS made of it is in {@link Handshake#serverName}. */
    public @Nullable String serverName() {
        return serverName;
    }

    /** {@code TLSv1.3} …, as the server answered; {@code null} where it did not come to that. */
    public @Nullable String protocol() {
        return agreed.version() == 0 ? null : TlsNames.version(agreed.version());
    }

    /** By its IANA name. */
    public @Nullable String cipherSuite() {
        return agreed.cipherSuite() == 0 ? null : TlsNames.cipherSuite(agreed.cipherSuite());
    }

    /** Of the key exchange, by its IANA name. None where a session of TLS 1.2 was resumed: no keys were exchanged. */
    public @Nullable String group() {
        return agreed.group() == 0 ? null : TlsNames.group(agreed.group());
    }

    /** What the server signed with. As {@link #clientSignature}, and {@code null} in a resumed session. */
    public @Nullable String serverSignature() {
        return agreed.signature() == 0 ? null : TlsNames.signature(agreed.signature());
    }

    /**
     * What the client signed with, to prove that it has the key. In TLS 1.2 it is read from the CertificateVerify. In
     * TLS 1.3 that message is encrypted, and no engine tells: there it follows from the key, which leaves the hash open
     * where it is an RSA key. {@code null} in a resumed session, where nothing is signed, and in a handshake that
     * failed before.
     */
    public @Nullable String clientSignature() {
        if (clientSignature != 0) {
            return TlsNames.signature(clientSignature);
        }
        if (!completed || resumed || agreed.version() != TlsNames.TLS_1_3 || chain.length == 0) {
            return null;
        }
        int number = LeafKey.signature(SentCertificate.derOf(chain[0]));
        return number == 0 ? null : TlsNames.signature(number);
    }

    /** The client had to send a second ClientHello, with a key of a group that the server takes. */
    public boolean retried() {
        return agreed.retry();
    }

    public boolean resumed() {
        return resumed;
    }

    /** Agreed by ALPN. */
    public @Nullable String applicationProtocol() {
        return applicationProtocol;
    }

    /** In their order; the first is the client's, unless the server lost its patience before. */
    public List<Flight> flights() {
        return Flights.of(flights);
    }

    /** From the accepted connection to the end of the handshake, in microseconds. */
    public int doneMicros() {
        return doneMicros;
    }

    /**
     * Times that the client waited for the server before it could send data; in a handshake that failed, times that it
     * answered the server.
     */
    public int roundTrips() {
        List<Flight> all = flights();
        int ofClient = (int) all.stream().filter(Flight::ofClient).count();
        boolean clientIsLast = !completed || agreed.version() == TlsNames.TLS_1_3;
        return clientIsLast ? Math.max(0, ofClient - 1) : all.size() - ofClient;
    }

    /** The client's certificates in the order of their sending; in a resumed session those of the first one. */
    public List<SentCertificate> chain() {
        return Arrays.stream(chain).map(SentCertificate::of).toList();
    }

    /** About what it takes on the heap in bytes, the certificates behind the first included. */
    public int weight() {
        int weight = 160
                + 4 * flights.length
                + (serverName == null ? 0 : 56 + serverName.length())
                + (offer == null ? 0 : offer.weight());
        for (int i = 1; i < chain.length; i++) {
            weight += TIMES_DER * SentCertificate.derOf(chain[i]).length;
        }
        return weight;
    }
}
