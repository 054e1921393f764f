package io.gatehouse.cli;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Presents the one certificate there is, whatever authorities the server names, and remembers being asked for it. */
final class DeviceKeys extends X509ExtendedKeyManager {
    private static final String ALIAS = "device";

    private final List<X509Certificate> chain;
    private final @Nullable PrivateKey key;
    private boolean asked;
    private boolean chosen;

    DeviceKeys(List<X509Certificate> chain, @Nullable PrivateKey key) {
        this.chain = chain;
        this.key = key;
    }

    boolean asked() {
        return asked;
    }

    /** There is a certificate, and the server takes no signature of its key. */
    boolean declined() {
        return asked && key != null && !chosen;
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        asked = true;
        if (key == null || chain.isEmpty()) {
            return null;
        }
        String kind = chain.getFirst().getPublicKey().getAlgorithm();
        boolean taken = Arrays.stream(keyTypes).anyMatch(type -> type.equals(kind) || type.startsWith(kind + "_"));
        chosen |= taken;
        return taken ? ALIAS : null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineClientAlias(keyTypes, issuers, null);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return chain.toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return key;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
