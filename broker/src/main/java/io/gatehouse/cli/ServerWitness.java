package io.gatehouse.cli;

import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Takes every server and remembers what it showed, for it to be judged afterwards and in words. Nothing but a
 * handshake is ever sent over such a connection.
 */
final class ServerWitness extends X509ExtendedTrustManager {
    private List<X509Certificate> chain = List.of();

    List<X509Certificate> chain() {
        return chain;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] shown, String authType, @Nullable SSLEngine engine) {
        chain = List.of(shown);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] shown, String authType, @Nullable Socket socket) {
        chain = List.of(shown);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] shown, String authType) {
        chain = List.of(shown);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] shown, String authType, @Nullable SSLEngine engine) {
        throw new IllegalStateException("this side is the client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] shown, String authType, @Nullable Socket socket) {
        throw new IllegalStateException("this side is the client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] shown, String authType) {
        throw new IllegalStateException("this side is the client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
