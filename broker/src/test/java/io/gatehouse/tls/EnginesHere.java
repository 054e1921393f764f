package io.gatehouse.tls;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.config.TlsSettings;
import io.netty.handler.ssl.OpenSsl;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which of the engines this JVM has: the JDK's, and one of the two native ones. The tests of the others are skipped,
 * and say so; {@code mvn -Popenssl} runs them with the system's OpenSSL.
 */
public final class EnginesHere {
    private EnginesHere() {}

    /** The same engine, or the end of the test that asked for it. */
    public static TlsSettings.Engine assumed(TlsSettings.Engine engine) {
        assumeTrue(all().contains(engine), EnginesHere::whatThisJvmHas);
        return engine;
    }

    /** Ends a test whose client is of the native library, where none loads. */
    static void assumeLibrary() {
        assumeTrue(OpenSsl.isAvailable(), EnginesHere::whatThisJvmHas);
    }

    private static String whatThisJvmHas() {
        return OpenSsl.isAvailable()
                ? "this JVM has " + OpenSsl.versionString() + ", and one fits into a JVM (see broker/docs/tls.md)"
                : "this JVM has no native library: " + NativeRefusal.said(OpenSsl.unavailabilityCause());
    }

    public static List<TlsSettings.Engine> all() {
        return Stream.of(TlsSettings.Engine.values()).filter(EnginesHere::has).toList();
    }

    /** For what is the same with both. */
    public static TlsSettings.Engine ofTheLibrary() {
        return NativeLibrary.loaded() == NativeLibrary.OPENSSL
                ? TlsSettings.Engine.OPENSSL
                : TlsSettings.Engine.BORINGSSL;
    }

    /** The same settings with another engine, or the end of the test that asked for one that is not here. */
    public static TlsSettings with(TlsSettings from, TlsSettings.Engine engine) {
        return new TlsSettings(
                assumed(engine),
                from.certificate(),
                from.key(),
                from.ocspResponse(),
                from.rsaCertificate(),
                from.rsaKey(),
                from.rsaOcspResponse(),
                from.versions(),
                from.groups(),
                from.handshakeTimeout(),
                from.maxClientHelloBytes(),
                from.resumption(),
                from.ticketLifetime(),
                from.expiredCertificateGrace(),
                from.expiryWarning());
    }

    private static boolean has(TlsSettings.Engine engine) {
        return switch (engine) {
            case BORINGSSL, OPENSSL -> NativeLibrary.loaded() == NativeLibrary.of(engine);
            case JDK -> true;
        };
    }
}
