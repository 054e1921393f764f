package io.gatehouse.remote;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why no answer came, in words. */
final class ConnectionFailures {
    private ConnectionFailures() {}

    static CallFailed of(URI endpoint, Duration timeout, IOException e) {
        if (has(e, UnresolvedAddressException.class)) {
            return CallFailed.notReachable(
                    endpoint.getHost() + ": no such host name", "correct the endpoint of the context, or DNS");
        }
        if (e instanceof HttpTimeoutException) {
            return CallFailed.notReachable(
                    "no answer of " + endpoint + " within " + timeout.toSeconds() + " s; a change may have been made",
                    "look whether it was, then give it longer with --timeout; a firewall may be on the way, or another"
                            + " server on that port");
        }
        if (e instanceof ConnectException) {
            return CallFailed.notReachable(
                    "nothing listens on " + endpoint,
                    "start the broker there; other machines reach its control plane where control.host is no loopback"
                            + " address, or over ssh -L");
        }
        return has(e, SSLException.class)
                ? tls(endpoint, e)
                : CallFailed.notReachable(
                        "the connection to " + endpoint + " broke: " + e.getMessage() + "; a change may have been made",
                        "look whether it was, and at the broker's log");
    }

    private static CallFailed tls(URI endpoint, IOException e) {
        String words = String.valueOf(deepest(e).getMessage());
        if (has(e, CertificateExpiredException.class) || has(e, CertificateNotYetValidException.class)) {
            return CallFailed.notReachable(
                    "the certificate of " + endpoint + " is not valid now: " + words,
                    "renew it on the broker, or set the clock of this machine");
        }
        if (words.contains("No subject alternative") || words.contains("No name matching")) {
            return CallFailed.notReachable(
                    "the certificate of " + endpoint + " is for other names: " + words, "use a name that is in it");
        }
        if (has(e, CertificateException.class) || has(e, CertPathValidatorException.class) || words.contains("PKIX")) {
            return CallFailed.notReachable(
                    "the certificate of " + endpoint + " is of no authority that the context trusts",
                    "give the right ones: gatehouse context add NAME --replace --ca FILE; do not go on if that host"
                            + " should have been the one you trust");
        }
        return words.toLowerCase(Locale.ROOT).contains("unrecognized ssl message")
                ? CallFailed.notReachable(endpoint + " does not speak TLS", "give the port of the control plane")
                : CallFailed.notReachable(
                        "no TLS connection to " + endpoint + ": " + words,
                        "gatehouse doctor tls says what that port speaks");
    }

    private static boolean has(Throwable e, Class<? extends Throwable> type) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return true;
            }
        }
        return false;
    }

    private static Throwable deepest(Throwable e) {
        Throwable deepest = e;
        for (@Nullable Throwable at = e; at != null; at = at.getCause()) {
            deepest = at;
        }
        return deepest;
    }
}
