package io.gatehouse.cli;

import io.gatehouse.pki.KeyPairs;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        mixinStandardHelpOptions = true,
        description = {
            "A handshake as a device makes it: what is agreed, the server's certificate, and why it fails if it does.",
            "First without a client certificate, which must be refused, then with that of --cert.",
            "The broker's log shows both as connections that ended before a CONNECT."
        })
final class DoctorTlsCommand implements Callable<Integer> {
    private static final int MQTT_OVER_TLS = 8883;
    private static final String HYBRID_GROUP = "X25519MLKEM768";
    private static final String NOT_MUTUAL =
            "devices are known by their certificates; this is no Gatehouse, or something before it ends TLS";

    private final Console console;

    @Parameters(paramLabel = "HOST[:PORT]", description = "where the device connects to (default port: 8883)")
    @SuppressWarnings("NullAway.Init") // required
    private String server;

    @Option(names = "--cert", paramLabel = "FILE", description = "the device's certificate, its chain after it")
    private @Nullable Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "the device's private key, PKCS#8")
    private @Nullable Path key;

    @Option(names = "--ca", paramLabel = "FILE", description = "the authorities the device trusts")
    private @Nullable Path ca;

    @Option(names = "--alpn", paramLabel = "NAME", split = ",", description = "protocols to offer, as mqtt")
    private List<String> alpn = List.of();

    @Option(
            names = "--sni",
            paramLabel = "NAME",
            description = "the name to ask for (default: HOST, where it is a name)")
    private @Nullable String serverName;

    DoctorTlsCommand(Console console) {
        this.console = console;
    }

    /** What the device would present. */
    private record Identity(
            List<X509Certificate> chain, @Nullable PrivateKey key) {
        boolean whole() {
            return key != null && KeyPairs.belongTogether(chain.getFirst().getPublicKey(), key);
        }

        /** Without the key. */
        @Override
        public String toString() {
            return "Identity[" + chain.size() + " certificates]";
        }
    }

    @Override
    public Integer call() {
        String host = host();
        InetSocketAddress address = new InetSocketAddress(host, port());
        Identity identity = identity();
        List<X509Certificate> authorities =
                ca == null ? List.of() : certificates(ca).certificates();
        Findings findings = new Findings().about("server " + server);
        if (address.isUnresolved()) {
            findings.problem(
                    host + " has no address", "DNS does not know it here", "correct the name, or give the address");
            return findings.print(console);
        }
        try {
            DeviceHandshake.Outcome without =
                    handshake(host, new Identity(List.of(), null)).with(address);
            server(findings, without, host, authorities);
            withoutCertificate(findings.about("without a client certificate"), without);
            if (certificate != null && without.asked()) {
                findings.about("with " + certificate);
                if (identity.whole()) {
                    withCertificate(findings, handshake(host, identity).with(address));
                } else {
                    findings.problem(
                            "key and certificate do not belong together",
                            "the device cannot prove that the certificate is its own (TLS_SIGNATURE_INVALID)",
                            "find the key that was made with it: gatehouse doctor cert FILE --key FILE");
                }
            }
        } catch (IOException e) {
            unreachable(findings, e);
        }
        return findings.print(console);
    }

    private DeviceHandshake handshake(String host, Identity identity) {
        String name = serverName != null ? serverName : ServerNameMatch.literal(host) == null ? host : null;
        try {
            return new DeviceHandshake(
                    name,
                    alpn,
                    identity.chain(),
                    identity.key(),
                    console.options().timeout());
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(
                    "no handshake was made",
                    "--sni, --alpn or HOST: " + e.getMessage()
                            + " (expected: a host name; protocols that are not empty)",
                    "correct it");
        }
    }

    private static void unreachable(Findings findings, IOException e) {
        switch (e) {
            case SocketTimeoutException _ ->
                findings.problem(
                        "nobody answers",
                        "no TCP connection came about in time",
                        "look whether the machine runs and a firewall lets the port through; longer: --timeout");
            case ConnectException _ ->
                findings.problem(
                        "nothing listens on this port",
                        String.valueOf(e.getMessage()),
                        "start the broker; for other machines it listens with --bind 0.0.0.0 only");
            default -> findings.problem("there is no way to it", String.valueOf(e.getMessage()), "look at the network");
        }
    }

    private void server(
            Findings findings, DeviceHandshake.Outcome outcome, String host, List<X509Certificate> authorities) {
        if (outcome.chain().isEmpty()) {
            return; // it never came to that; what follows says why
        }
        findings.ok(outcome.protocol() + ", " + outcome.cipherSuite()
                + (outcome.group() == null ? "" : ", key exchange " + outcome.group()));
        if ("TLSv1.3".equals(outcome.protocol()) && !HYBRID_GROUP.equals(outcome.group())) {
            findings.note(
                    "the hybrid group " + HYBRID_GROUP + " was not offered",
                    "the JDK that runs this command does not have it; a device that has it may agree on it",
                    "see what a device agreed on: gatehouse conn describe CLIENT");
        }
        if (!alpn.isEmpty()) {
            String taken = outcome.applicationProtocol();
            findings.ok("of --alpn the server took " + (taken == null ? "none, and goes on without" : taken));
        }
        X509Certificate leaf = outcome.chain().getFirst();
        findings.about("server certificate " + CertificateExam.name(leaf));
        CertificateExam exam = new CertificateExam(findings, Instant.now());
        exam.leaf(leaf, CertificateExam.Role.SERVER);
        exam.chain(outcome.chain());
        String expected = serverName != null ? serverName : host;
        if (ServerNameMatch.matches(leaf, expected)) {
            findings.ok("it is valid for " + expected);
        } else {
            findings.problem(
                    "it is not valid for " + expected,
                    "it names " + ServerNameMatch.namesOf(leaf) + "; a device that verifies names refuses it"
                            + " (TLS_ALERT_RECEIVED)",
                    "connect to one of those names, or have it issued with this one (of a development broker:"
                            + " start it with --bind)");
        }
        if (authorities.isEmpty()) {
            findings.note(
                    "who issued it was not compared",
                    "it is " + leaf.getIssuerX500Principal().getName(),
                    "name what the device trusts: --ca FILE");
        } else {
            exam.trust(outcome.chain(), authorities);
        }
    }

    private static void withoutCertificate(Findings findings, DeviceHandshake.Outcome outcome) {
        IOException trouble = outcome.trouble();
        if (outcome.asked() && trouble != null) {
            findings.ok("the server asks for one and refuses who has none");
        } else if (outcome.asked()) {
            findings.problem(
                    "the server asks for one and lets in who has none",
                    NOT_MUTUAL,
                    "let TLS pass through proxies and load balancers (TCP mode)");
        } else if (trouble == null) {
            findings.problem(
                    "the server does not ask for one",
                    NOT_MUTUAL,
                    "let TLS pass through proxies and load balancers (TCP mode), or name another port");
        } else {
            failed(findings, outcome, trouble);
        }
    }

    private static void withCertificate(Findings findings, DeviceHandshake.Outcome outcome) {
        IOException trouble = outcome.trouble();
        if (outcome.declined()) {
            findings.problem(
                    "the server takes no signature of this kind of key",
                    "it offers none for it; the device sends no certificate then (TLS_NO_CLIENT_CERTIFICATE)",
                    "use a P-256 key; for Ed25519 and, in TLS 1.3, P-521 set tls.engine: openssl or jdk");
        } else if (trouble == null) {
            findings.ok("the handshake completes"
                    + (outcome.applicationProtocol() == null ? "" : ", " + outcome.applicationProtocol()));
            findings.note(
                    "whether it may connect is decided at CONNECT",
                    "registry and policies are asked there, so that a device can be told",
                    "gatehouse doctor cert FILE on the broker's machine");
        } else {
            failed(findings, outcome, trouble);
        }
    }

    private static void failed(Findings findings, DeviceHandshake.Outcome outcome, IOException trouble) {
        HandshakeAdvice advice = HandshakeAdvice.of(trouble, outcome.heard());
        findings.problem("the handshake fails", advice.cause(), advice.remedy());
    }

    private Identity identity() {
        if (certificate == null) {
            return new Identity(List.of(), null);
        }
        if (key == null) {
            throw CommandFailure.usage(
                    "no handshake was made", "--cert without --key", "give the private key too: --key FILE");
        }
        Path file = console.environment().resolve(key);
        return switch (KeyFile.read(file)) {
            case KeyFile.Usable(PrivateKey usable) ->
                new Identity(certificates(certificate).certificates(), usable);
            case KeyFile.Unreadable(String why, String remedy) ->
                throw CommandFailure.usage("no handshake was made", why, remedy);
            case KeyFile.Encrypted() -> throw convert(file + " needs a password");
            case KeyFile.Traditional(String label) -> throw convert(file + " is a BEGIN " + label);
        };
    }

    private static CommandFailure convert(String why) {
        return CommandFailure.usage(
                "no handshake was made",
                why + " (expected: unencrypted PKCS#8)",
                "openssl pkcs8 -topk8 -nocrypt -in FILE -out key.pem");
    }

    private CertificateFile certificates(Path path) {
        try {
            return CertificateFile.read(console.environment().resolve(path));
        } catch (CertificateFile.Unreadable e) {
            throw CommandFailure.usage("no handshake was made", e.why(), e.remedy());
        }
    }

    private String host() {
        int colon = portAt();
        String host = colon < 0 ? server : server.substring(0, colon);
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    private int port() {
        int colon = portAt();
        if (colon < 0) {
            return MQTT_OVER_TLS;
        }
        String port = server.substring(colon + 1);
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535 || Integer.parseInt(port) == 0) {
            throw CommandFailure.usage(
                    "no handshake was made", "port: " + port + " (expected: 1 to 65535)", "write HOST:PORT");
        }
        return Integer.parseInt(port);
    }

    /** Of the last colon where it stands before a port; an IPv6 address without brackets has none. */
    private int portAt() {
        int last = server.lastIndexOf(':');
        boolean bare = server.indexOf(':') != last && !server.startsWith("[");
        return bare || server.endsWith("]") ? -1 : last;
    }
}
