package io.gatehouse.security;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509ExtendedKeyManager;

/** Shows one device's certificate and signs with another's key: a thief who copied only what is public. */
public final class MismatchedKey extends X509ExtendedKeyManager {
    private final X509Certificate certificate;
    private final PrivateKey key;

    public MismatchedKey(X509Certificate certificate, PrivateKey key) {
        this.certificate = certificate;
        this.key = key;
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return "stolen";
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return new X509Certificate[] {certificate};
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return key;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return new String[] {"stolen"};
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        throw new AssertionError("this is the client");
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        throw new AssertionError("this is the client");
    }
}
