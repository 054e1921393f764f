package io.gatehouse;

import io.gatehouse.config.Configuration;
import io.gatehouse.config.ListenerSettings;
import io.gatehouse.control.DeviceEndpoint;
import io.gatehouse.pki.DevelopmentCa;
import io.gatehouse.pki.Pem;
import io.gatehouse.pki.PkiException;
import io.gatehouse.tls.CertificateAndKey;
import io.gatehouse.tls.ServerTls;
import io.gatehouse.tls.TlsConfigurationException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the server proves itself with: the operator's certificates, or those of the development authority in the data
 * folder.
 *
 * @param authority {@code null} where the operator has given certificates; then nothing is issued either
 */
record ServerIdentity(
        List<CertificateAndKey> credentials, @Nullable DevelopmentCa authority) {

    static ServerIdentity of(Configuration configuration) throws TlsConfigurationException, PkiException {
        List<CertificateAndKey> given = ServerTls.credentialsOf(configuration.tls());
        if (!given.isEmpty()) {
            return new ServerIdentity(given, null);
        }
        List<String> names = configuration.listeners().stream()
                .map(ListenerSettings::host)
                .filter(host -> !isLoopback(host) && !isAnyAddress(host))
                .toList();
        return development(DevelopmentCa.openOrCreate(configuration.store().dataDirectory(), names));
    }

    static ServerIdentity development(DevelopmentCa authority) {
        return new ServerIdentity(
                List.of(new CertificateAndKey(authority.serverChain(), authority.serverKey())), authority);
    }

    /** Where a device connects to a listener bound to {@code host}: by a name the certificate is valid for. */
    DeviceEndpoint endpoint(String host, int port) {
        List<X509Certificate> chain = credentials.getFirst().chain();
        String trust = authority == null ? Pem.of(chain.getLast()) : Pem.of(authority.root());
        return new DeviceEndpoint(nameOf(host), port, trust);
    }

    private static String nameOf(String host) {
        if (isLoopback(host)) {
            return "localhost";
        }
        return isAnyAddress(host) ? hostName() : host;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    private static boolean isAnyAddress(String host) {
        try {
            return InetAddress.getByName(host).isAnyLocalAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }
}
