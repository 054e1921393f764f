package io.gatehouse.cli;

import io.gatehouse.config.CertificateSettings;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.ControlSettings;
import io.gatehouse.config.LimitSettings;
import io.gatehouse.config.ListenerSettings;
import io.gatehouse.config.TlsSettings;
import io.gatehouse.control.AdminAddress;
import io.gatehouse.control.AdminClient;
import io.gatehouse.control.AdminToken;
import io.gatehouse.control.OwnerFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges a configuration that is accepted: what is in it that will not work, or that its owner may not have meant. */
final class ConfigurationExam {
    private static final Duration HASTE = Duration.ofSeconds(3);

    private final Console console;
    private final Findings findings;

    ConfigurationExam(Console console, Findings findings) {
        this.console = console;
        this.findings = findings;
    }

    void examine(Configuration configuration) {
        limits(configuration.limits(), configuration.tls());
        tls(configuration.tls());
        files(configuration);
        network(configuration);
        dataFolder(console.environment().resolve(configuration.store().dataDirectory()));
    }

    private void limits(LimitSettings limits, TlsSettings tls) {
        if (limits.maxPacketBytes() < 4096) {
            findings.warning(
                    "limits.max-packet-bytes: " + limits.maxPacketBytes() + " is small",
                    "a CONNECT with a will, or a message with a few properties, is longer and ends the connection",
                    "give at least 4KiB");
        }
        if (limits.maxPacketBytesBeforeConnect() < 2048) {
            findings.warning(
                    "limits.max-packet-bytes-before-connect: " + limits.maxPacketBytesBeforeConnect() + " is small",
                    "it bounds the CONNECT, its client id and its will",
                    "give at least 2KiB");
        }
        if (limits.connectTimeout().compareTo(HASTE) < 0) {
            hasty("limits.connect-timeout", limits.connectTimeout());
        }
        if (tls.handshakeTimeout().compareTo(HASTE) < 0) {
            hasty("tls.handshake-timeout", tls.handshakeTimeout());
        }
        if (limits.maxQueuedMessages() == 0 || limits.maxQueuedBytes() == 0) {
            findings.warning(
                    "limits.max-queued-messages or limits.max-queued-bytes is 0",
                    "nothing waits for a client that is away, whatever its session says",
                    "give some, or tell clients to use clean sessions");
        }
    }

    private void hasty(String key, Duration value) {
        findings.warning(
                key + ": " + value.toMillis() + " ms is short",
                "a device on a slow radio link needs seconds, and one that is refused tries again at once",
                "give at least " + HASTE.toSeconds() + "s");
    }

    private void tls(TlsSettings tls) {
        if (tls.resumption()) {
            findings.warning(
                    "tls.resumption is on",
                    "a stolen session ticket is as good as the key for up to "
                            + tls.ticketLifetime().toMinutes() + " min; the gate is asked again all the same",
                    "leave it off unless handshakes are what you run out of");
        }
        if (tls.expiredCertificateGrace().isPositive()) {
            findings.warning(
                    "tls.expired-certificate-grace: "
                            + tls.expiredCertificateGrace().toHours() + " h",
                    "certificates are let in that long after their end",
                    "take it out once the devices have new ones");
        }
    }

    private void files(Configuration configuration) {
        TlsSettings tls = configuration.tls();
        pair("tls.certificate", tls.certificate(), tls.key());
        pair("tls.rsa-certificate", tls.rsaCertificate(), tls.rsaKey());
        for (CertificateSettings named : configuration.serverCertificates()) {
            pair("server-certificates." + named.name(), named.certificate(), named.key());
        }
    }

    private void pair(String key, @Nullable Path certificate, @Nullable Path privateKey) {
        if (certificate == null || privateKey == null) {
            return;
        }
        Path path = console.environment().resolve(certificate);
        findings.about(key + " " + path);
        try {
            List<X509Certificate> chain = CertificateFile.read(path).certificates();
            CertificateExam exam = new CertificateExam(findings, Instant.now());
            exam.leaf(chain.getFirst(), CertificateExam.Role.SERVER);
            exam.chain(chain);
            exam.keyOf(chain.getFirst(), console.environment().resolve(privateKey));
            if (ServerNameMatch.namesOf(chain.getFirst()).isEmpty()) {
                findings.problem(
                        "it names no server",
                        "clients compare the name they connect to with subjectAltName, and refuse without one",
                        "have it issued again with the broker's host names in subjectAltName");
            }
        } catch (CertificateFile.Unreadable e) {
            findings.problem("the broker does not start with it", e.why(), e.remedy());
        }
    }

    private void network(Configuration configuration) {
        AdminAddress running = running();
        boolean development = configuration.tls().certificate() == null;
        for (ListenerSettings listener : configuration.listeners()) {
            findings.about("listener " + listener.name() + " on " + listener.host() + ":" + listener.port());
            boolean open = bind(listener.host(), listener.port(), running);
            if (open && development && !Banner.loopback(listener.host())) {
                findings.warning(
                        "it is reachable from other machines with a development certificate",
                        "its authority's key lies in the data folder and has no password",
                        "set tls.certificate and tls.key for anything that matters");
            }
        }
        String admin = configuration.admin().host();
        findings.about("admin on " + admin + ":" + configuration.admin().port());
        if (!Banner.loopback(admin)) {
            findings.problem(
                    "admin.host: " + admin + " is reachable from other machines",
                    "requests there carry a token over plain HTTP; the broker does not start with it",
                    "leave it at 127.0.0.1 and run the command on the same machine");
        } else {
            bind(admin, configuration.admin().port(), running);
        }
        control(configuration.control(), running);
        String probes = configuration.observability().host();
        findings.about("observability on " + probes + ":"
                + configuration.observability().port());
        bind(probes, configuration.observability().port(), running);
        if (!Banner.loopback(probes)) {
            findings.warning(
                    "observability.host: " + probes + " is reachable from other machines",
                    "metrics and probes are plain HTTP and ask for no credentials",
                    "bind it to loopback or to a network of operators only");
        }
    }

    private void control(ControlSettings control, @Nullable AdminAddress running) {
        if (!control.enabled()) {
            return;
        }
        findings.about("control plane on " + control.host() + ":" + control.port());
        if (bind(control.host(), control.port(), running) && !Banner.loopback(control.host())) {
            findings.note(
                    "control.host: " + control.host() + " is reachable from other machines",
                    "operators come in with an access key or certificate; the broker starts so only where there is one",
                    "let nobody but operators' networks reach it");
        }
    }

    private @Nullable AdminAddress running() {
        try (AdminClient client = console.client()) {
            AdminAddress address = client.address();
            return address == null || ProcessHandle.of(address.process()).isEmpty() ? null : address;
        }
    }

    /** Tries for a moment what a broker would do; false where it could not be done by anybody. */
    private boolean bind(String host, int port, @Nullable AdminAddress running) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true); // as a broker does, so that connections just closed are no obstacle
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            findings.ok(port == 0 ? "a free port is taken at each start" : "the port is free");
            return true;
        } catch (UnknownHostException e) {
            findings.problem(
                    "host " + host + " has no address", "this machine cannot resolve it", "write an address of it");
            return false;
        } catch (IOException e) {
            if (running != null) {
                findings.note(
                        "the port is in use, and a broker runs on the data folder",
                        "process " + running.process() + ", most likely by its own listener",
                        "nothing, if it is; see who it is: ss -ltnp 'sport = :" + port + "'");
            } else {
                findings.problem(
                        "the port cannot be taken: " + e.getMessage(),
                        port < 1024
                                ? "another process listens there, the address is not one of this machine, or ports"
                                        + " below 1024 are not for this user"
                                : "another process listens there, or the address is not one of this machine",
                        "see who it is: ss -ltnp 'sport = :" + port + "', or configure another one");
            }
            return true;
        }
    }

    private void dataFolder(Path data) {
        findings.about("data folder " + data);
        if (!Files.exists(data)) {
            findings.ok("it is made at the first start, for its owner alone");
            return;
        }
        looseness(data, "chmod 700 " + data);
        if (!Files.isExecutable(data)) { // of a folder: whether its files can be looked at
            findings.note(
                    "what is in it cannot be looked at by you",
                    "whether others can read its keys and tokens is not known",
                    "run the command as its owner");
            return;
        }
        for (String name : List.of(
                AdminToken.FILE,
                AdminAddress.FILE,
                "pki/root-key.pem",
                "pki/intermediate-key.pem",
                "pki/server-key.pem")) {
            Path secret = data.resolve(name);
            if (Files.exists(secret)) {
                looseness(secret, "chmod 600 " + secret);
            }
        }
    }

    private void looseness(Path path, String remedy) {
        try {
            if (OwnerFile.othersMayRead(path)) {
                findings.problem(
                        "others on this machine can read " + path, "it holds keys, tokens or the registry", remedy);
            } else {
                findings.ok(path.getFileName() + " is for its owner alone");
            }
        } catch (IOException e) {
            findings.note(path + " cannot be looked at", String.valueOf(e), "run the command as its owner");
        }
    }
}
