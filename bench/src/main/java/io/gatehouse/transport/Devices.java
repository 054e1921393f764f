package io.gatehouse.transport;

import io.gatehouse.pki.DevelopmentCa;
import io.gatehouse.pki.IssuedCertificate;
import io.gatehouse.pki.PkiException;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.net.ssl.SSLException;

/**
 * A fleet, each device with a key and certificate of its own. Made once in the load generator; the broker's process
 * reads the certificates from a file and registers them.
 */
public final class Devices {
    private static final String FILE = "devices";
    private static final String CURVE_OF_SERVER = "secp256r1";

    private final List<String> names;
    private final List<IssuedCertificate> issued;
    private final String[] groups;
    private final String version;

    private Devices(List<String> names, List<IssuedCertificate> issued, String[] groups, String version) {
        this.names = names;
        this.issued = issued;
        this.groups = groups;
        this.version = version;
    }

    /** What the broker is to know of a device. */
    @SuppressWarnings("ArrayRecordComponent") // carried to the registry, never compared
    public record Registered(String name, byte[] der) {}

    /** @param groups key exchange groups the devices offer */
    static Devices mint(Path folder, int count, List<String> groups) throws IOException, PkiException {
        DevelopmentCa authority = DevelopmentCa.openOrCreate(folder);
        List<String> names = IntStream.range(0, count).mapToObj(Devices::name).toList();
        List<IssuedCertificate> issued =
                names.parallelStream().map(name -> issue(authority, name)).toList();
        try (var out = new DataOutputStream(Files.newOutputStream(folder.resolve(FILE)))) {
            for (int i = 0; i < count; i++) {
                byte[] der = issued.get(i).leaf().getEncoded();
                out.writeUTF(names.get(i));
                out.writeInt(der.length);
                out.write(der);
            }
        } catch (CertificateEncodingException e) {
            throw new IOException(e);
        }
        return new Devices(names, issued, groups.toArray(String[]::new), "TLSv1.3");
    }

    /** The same ones, with another version of TLS. */
    Devices speaking(String other) {
        List<String> offered = new ArrayList<>(List.of(groups));
        if (other.equals("TLSv1.2") && !offered.contains(CURVE_OF_SERVER)) {
            offered.add(CURVE_OF_SERVER); // of its certificate too, RFC 8422 section 5.3
        }
        return new Devices(names, issued, offered.toArray(String[]::new), other);
    }

    private static IssuedCertificate issue(DevelopmentCa authority, String name) {
        try {
            return authority.issueDevice(name);
        } catch (PkiException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String name(int index) {
        return "d%05d".formatted(index);
    }

    /** What {@link #mint} wrote. */
    public static List<Registered> read(Path folder) throws IOException {
        List<Registered> devices = new ArrayList<>();
        try (var in = new DataInputStream(Files.newInputStream(folder.resolve(FILE)))) {
            while (in.available() > 0) {
                devices.add(new Registered(in.readUTF(), in.readNBytes(in.readInt())));
            }
        }
        return devices;
    }

    int count() {
        return names.size();
    }

    String nameOf(int index) {
        return names.get(index);
    }

    /** A client context with this device's key. The caller releases it. */
    SslContext context(int index) throws SSLException {
        return builder(index).build();
    }

    /** The same, offering one application protocol. */
    SslContext context(int index, String protocol) throws SSLException {
        return builder(index)
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        protocol))
                .build();
    }

    private SslContextBuilder builder(int index) {
        IssuedCertificate device = issued.get(index);
        List<X509Certificate> chain = new ArrayList<>(List.of(device.leaf()));
        chain.addAll(device.chain());
        return SslContextBuilder.forClient()
                .sslProvider(SslProvider.OPENSSL_REFCNT)
                .protocols(version)
                .keyManager(device.key(), chain.toArray(X509Certificate[]::new))
                .trustManager(InsecureTrustManagerFactory.INSTANCE) // the server is measured, not judged
                .option(OpenSslContextOption.GROUPS, groups)
                .endpointIdentificationAlgorithm("");
    }
}
