package io.gatehouse.control;

import io.gatehouse.config.TlsSettings;
import io.gatehouse.tls.ServerTls;
import io.gatehouse.tls.TlsConfigurationException;

/** The native library of a TLS engine, as a broker on this class path and this machine would find it. */
public sealed interface NativeTls {
    /** @param version as it names itself */
    record Loaded(String version) implements NativeTls {}

    /** The engine is the JDK's. */
    record Unneeded() implements NativeTls {}

    /** A broker would not start, and would say this. */
    record Missing(String why, String remedy) implements NativeTls {}

    static NativeTls of(TlsSettings.Engine engine) {
        try {
            String version = ServerTls.nativeLibrary(engine);
            return version == null ? new Unneeded() : new Loaded(version);
        } catch (TlsConfigurationException missing) {
            return new Missing(String.valueOf(missing.getMessage()), missing.remedy());
        }
    }
}
