package io.gatehouse.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Offers the JDK engine the server's certificate by the kind of its key. */
final class ServerKeys extends X509ExtendedKeyManager {
    private final CertificateAndKey credential;
    private final boolean forgetful;

    /** @param forgetful makes no session that can be resumed, where no certificate of the client is judged */
    ServerKeys(CertificateAndKey credential, boolean forgetful) {
        this.credential = credential;
        this.forgetful = forgetful;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        if (forgetful) {
            DeviceTrust.forget(engine);
        }
        return credentialOf(keyType) != null && verifiedByPeer(keyType, engine) ? keyType : null;
    }

    /** In TLS 1.2 the JDK asks for a key of the cipher suite's kind without looking at what the client verifies. */
    private static boolean verifiedByPeer(String keyType, @Nullable SSLEngine engine) {
        if (engine == null || !(engine.getHandshakeSession() instanceof ExtendedSSLSession session)) {
            return true;
        }
        String[] verified = session.getPeerSupportedSignatureAlgorithms();
        return switch (keyType) {
            case "EC" -> Arrays.stream(verified).anyMatch(name -> name.endsWith("withECDSA"));
            case "RSA" -> Arrays.stream(verified).anyMatch(name -> name.endsWith("withRSA") || name.contains("PSS"));
            default -> true;
        };
    }

    private @Nullable CertificateAndKey credentialOf(@Nullable String keyType) {
        return credential.key().getAlgorithm().equals(keyType) ? credential : null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        CertificateAndKey named = credentialOf(alias);
        return named == null ? null : named.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        CertificateAndKey named = credentialOf(alias);
        return named == null ? null : named.key();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return credentialOf(keyType) == null ? null : new String[] {keyType};
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineServerAlias(keyType, issuers, null);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
