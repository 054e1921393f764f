package io.gatehouse.tls;

import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** The name a client asked for (SNI, RFC 6066 section 3), during a handshake and after it. */
final class ServerNames {
    private ServerNames() {}

    /** On the channel's loop; {@code null} where the client sent no host name, or the engine does not know any more. */
    static @Nullable String of(SSLEngine engine) {
        SSLSession unfinished = engine.getHandshakeSession();
        String name = unfinished == null ? null : of(unfinished);
        return name == null ? of(engine.getSession()) : name;
    }

    static @Nullable String of(SSLSession session) {
        if (!(session instanceof ExtendedSSLSession extended)) {
            return null;
        }
        try {
            List<SNIServerName> names = extended.getRequestedServerNames();
            return !names.isEmpty() && names.getFirst() instanceof SNIHostName host ? host.getAsciiName() : null;
        } catch (UnsupportedOperationException untold) {
            return null; // a session that never began
        } catch (IllegalArgumentException spelled) {
            // BoringSSL takes any octets, the JDK's type for a name does not: a trailing dot, an underscore. Nothing is
            // decided by the name, so that a device which spells it so is let in like any other.
            return null;
        }
    }
}
