package io.gatehouse;

import io.gatehouse.config.Configuration;
import io.gatehouse.config.IssuingSettings;
import io.gatehouse.config.ListenerSettings;
import io.gatehouse.control.DeviceEndpoint;
import io.gatehouse.loop.Clock;
import io.gatehouse.metrics.TlsMetrics;
import io.gatehouse.pki.DevelopmentCa;
import io.gatehouse.pki.DeviceIssuer;
import io.gatehouse.pki.IssuingAuthority;
import io.gatehouse.pki.IssuingRules;
import io.gatehouse.pki.Pem;
import io.gatehouse.pki.PkiException;
import io.gatehouse.tls.CertificateAndKey;
import io.gatehouse.tls.ServerCertificateFiles;
import io.gatehouse.tls.ServerCertificates;
import io.gatehouse.tls.TlsConfigurationException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the server proves itself with: the operator's certificates, or those of the development authority in the data
 * folder.
 *
 * @param files that the operator gave
 * @param certificates as they were at the start
 * @param authority {@code null} where the operator has given certificates
 * @param issuing signs devices' certificates: the operator's authority, else {@code authority}; {@code null} for nobody
 */
record ServerIdentity(
        ServerCertificateFiles files,
        ServerCertificates certificates,
        @Nullable DevelopmentCa authority,
        @Nullable IssuingAuthority issuing) {

    /** Of devices' certificates for the control plane, as AWS issues them; {@code null} where nothing is issued. */
    @Nullable
    DeviceIssuer issuer(IssuingSettings settings, Clock clock) {
        int processors = Runtime.getRuntime().availableProcessors();
        return issuing == null ? null : new DeviceIssuer(issuing, IssuingRules.of(settings, processors), clock);
    }

    /** Shows when whoever issues does no more. */
    void showIssuerEnd(TlsMetrics metrics) {
        if (issuing != null) {
            long ends = issuing.notAfter().getEpochSecond();
            metrics.certificateNotAfter("ca", () -> ends);
        }
    }

    static ServerIdentity of(Configuration configuration) throws TlsConfigurationException, PkiException {
        ServerCertificateFiles files = files(configuration);
        if (files.haveStanding()) {
            return new ServerIdentity(
                    files, files.read(null), null, IssuingAuthority.configured(configuration.issuing()));
        }
        List<String> names = Stream.concat(
                        configuration.listeners().stream().map(ListenerSettings::host),
                        Stream.of(configuration.control().host()))
                .filter(host -> !isLoopback(host) && !isAnyAddress(host))
                .toList();
        return development(
                configuration, DevelopmentCa.openOrCreate(configuration.store().dataDirectory(), names));
    }

    static ServerCertificateFiles files(Configuration configuration) {
        return new ServerCertificateFiles(
                configuration.tls(), configuration.serverCertificates(), InstantSource.system());
    }

    /** With the development authority's certificate for clients that ask for no known name. */
    static ServerIdentity development(Configuration configuration, DevelopmentCa authority)
            throws TlsConfigurationException, PkiException {
        ServerCertificateFiles files = files(configuration);
        IssuingAuthority own = IssuingAuthority.configured(configuration.issuing());
        return new ServerIdentity(
                files, files.read(credential(authority)), authority, own == null ? authority.issuingAuthority() : own);
    }

    private static CertificateAndKey credential(DevelopmentCa authority) {
        return new CertificateAndKey(authority.serverChain(), authority.serverKey());
    }

    /** What is shown where the operator gave nothing. */
    @Nullable
    CertificateAndKey development() {
        return authority == null ? null : credential(authority);
    }

    /** Where a device connects to a listener bound to {@code host}: by a name the certificate is valid for. */
    DeviceEndpoint endpoint(String host, int port) {
        List<X509Certificate> chain = certificates.all().getFirst().credential().chain();
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
