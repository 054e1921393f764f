package io.gatehouse.tls;

import io.gatehouse.config.TlsSettings;
import io.netty.handler.ssl.OpenSsl;
import io.netty.internal.tcnative.SSL;
import io.netty.internal.tcnative.SSLContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What netty-tcnative was built on, and what differs between the two. A JVM has one of them: both bring their native
 * part under the same name, so that the class path, made when the JVM is started, decides.
 */
enum NativeLibrary {
    /** Built in. Counts key updates by itself, staples what it is given. */
    BORINGSSL("BoringSSL", true, true, true) {
        @Override
        List<String> clientKeys() {
            // netty-tcnative has no call for BoringSSL's verify preferences, and the built-in ones leave two out:
            // ed25519, and ecdsa_secp521r1_sha512, for which in TLS 1.2 another hash will do.
            return List.of("RSA 2048 to 8192", "P-256", "P-384", "P-521 (TLS 1.2 only)");
        }

        @Override
        List<String> groupsOf(List<String> configured) {
            return configured;
        }
    },

    /** The system's libssl, of whatever version it is and with whatever its openssl.cnf says. */
    OPENSSL("OpenSSL", false, false, false) {
        @Override
        List<String> clientKeys() {
            return List.of("RSA 2048 to 8192", "P-256", "P-384", "P-521", "Ed25519");
        }

        @Override
        List<String> groupsOf(List<String> configured) {
            // X25519MLKEM768 came with OpenSSL 3.5; a policy for FIPS may leave others out.
            List<String> known = new ArrayList<>(configured);
            known.removeIf(group -> !knows(group));
            return List.copyOf(known);
        }
    };

    private final String name;
    private final boolean boundsRekeying;
    private final boolean staples;
    private final boolean usesTasks;

    NativeLibrary(String name, boolean boundsRekeying, boolean staples, boolean usesTasks) {
        this.name = name;
        this.boundsRekeying = boundsRekeying;
        this.staples = staples;
        this.usesTasks = usesTasks;
    }

    /** The one this JVM has; {@code null} where none loads, or one that is neither of them. */
    static @Nullable NativeLibrary loaded() {
        if (!OpenSsl.isAvailable()) {
            return null;
        }
        String version = OpenSsl.versionString();
        return version.equals("BoringSSL") ? BORINGSSL : version.startsWith("OpenSSL ") ? OPENSSL : null;
    }

    /**
     * This one, if the JVM has it.
     *
     * @throws TlsConfigurationException what it has instead, why, and how to start it
     */
    NativeLibrary orRefuse() throws TlsConfigurationException {
        if (loaded() != this) {
            throw NativeRefusal.of(
                    this,
                    OpenSsl.isAvailable() ? OpenSsl.versionString() : null,
                    OpenSsl.isAvailable() ? null : OpenSsl.unavailabilityCause());
        }
        return this;
    }

    static NativeLibrary of(TlsSettings.Engine engine) {
        return switch (engine) {
            case BORINGSSL -> BORINGSSL;
            case OPENSSL -> OPENSSL;
            case JDK -> throw new IllegalArgumentException("engine: " + engine + " (expected: a native one)");
        };
    }

    /** As it writes its name itself. */
    String title() {
        return name;
    }

    /** Kinds of device keys it can verify. */
    abstract List<String> clientKeys();

    /** Those of the configured groups that it knows. */
    abstract List<String> groupsOf(List<String> configured);

    /** Whether it ends a connection that changes keys without end. OpenSSL gave that limit up in 1.1.1. */
    boolean boundsRekeying() {
        return boundsRekeying;
    }

    /** Whether netty-tcnative lets it staple an OCSP response. */
    boolean staples() {
        return staples;
    }

    /**
     * Whether a callback may end the call into the library and be carried on later. With OpenSSL netty-tcnative loses
     * why a handshake failed that was carried on so, and an executor gets nothing to do anyhow.
     */
    boolean usesTasks() {
        return usesTasks;
    }

    /** Asks the library itself; where a list has one name it does not know, OpenSSL refuses the whole list. */
    private static boolean knows(String group) {
        long context;
        try {
            context = SSLContext.make(SSL.SSL_PROTOCOL_TLSV1_3, SSL.SSL_MODE_SERVER);
        } catch (Exception e) { // what the native method declares
            throw new IllegalStateException("TLS: no context for TLS 1.3: " + e.getMessage(), e);
        }
        try {
            boolean known = SSLContext.setCurvesList(context, group);
            SSL.clearError(); // else the next one to look finds it
            return known;
        } finally {
            SSLContext.free(context);
        }
    }
}
