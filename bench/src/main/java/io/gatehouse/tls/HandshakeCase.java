package io.gatehouse.tls;

import io.gatehouse.config.TlsSettings;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One handshake that {@link HandshakeBenchmark} is asked for, by the words of its parameters, and whether there is such
 * a handshake. Immutable; any thread.
 */
public record HandshakeCase(
        String engine, String version, String group, String serverKey, String deviceKey, int chain, String kind) {

    /**
     * Why there is no such handshake, in one sentence; {@code null} where there is. Whether this JVM has the engine is
     * not asked.
     */
    public @Nullable String impossible() {
        String unknown = unknown();
        if (unknown != null) {
            return unknown;
        }
        boolean hybrid = group.equals("X25519MLKEM768");
        if (hybrid && version.equals("TLSv1.2")) {
            return "group: X25519MLKEM768 with TLSv1.2 (expected: TLSv1.3; older versions have no such group)";
        }
        if (hybrid && engine.equals("jdk")) {
            return "group: X25519MLKEM768 with engine jdk (expected: boringssl; the JDK has it from release 27 on)";
        }
        if (engine.equals("boringssl") && serverKey.equals("ed25519")) {
            return "serverKey: ed25519 with engine boringssl (expected: jdk; netty-tcnative shows no such certificate)";
        }
        if (engine.equals("boringssl") && deviceKey.equals("ed25519")) {
            return "deviceKey: ed25519 with engine boringssl (expected: jdk; BoringSSL does not offer to verify it)";
        }
        if (hybrid && hasEd25519()) {
            return "group: X25519MLKEM768 with an ed25519 key (expected: another key; the client that takes Ed25519 is"
                    + " the JDK's, which has the group from release 27 on)";
        }
        if (kind.equals("resumed") && deviceKey.equals("none")) {
            return "kind: resumed with deviceKey none (expected: full; the broker gives no ticket to clients that prove"
                    + " nothing)";
        }
        return null;
    }

    private @Nullable String unknown() {
        String[] names = {"engine", "version", "group", "serverKey", "deviceKey", "chain", "kind"};
        Object[] values = {engine, version, group, serverKey, deviceKey, chain, kind};
        List<List<?>> known = List.of(
                HandshakeBenchmark.ENGINES,
                HandshakeBenchmark.VERSIONS,
                HandshakeBenchmark.GROUPS,
                HandshakeBenchmark.SERVER_KEYS,
                HandshakeBenchmark.DEVICE_KEYS,
                HandshakeBenchmark.CHAINS,
                HandshakeBenchmark.KINDS);
        for (int i = 0; i < names.length; i++) {
            if (!known.get(i).contains(values[i])) {
                return names[i] + ": " + values[i] + " (expected: one of " + known.get(i) + ")";
            }
        }
        return null;
    }

    TlsSettings.Engine engineOfServer() {
        return TlsSettings.Engine.valueOf(engine.toUpperCase(Locale.ROOT));
    }

    /** BoringSSL verifies no Ed25519 signature, on either side. */
    boolean clientIsJdk() {
        return hasEd25519() || NativeLibrary.loaded() == null;
    }

    private boolean hasEd25519() {
        return serverKey.equals("ed25519") || deviceKey.equals("ed25519");
    }

    boolean asksForCertificate() {
        return !deviceKey.equals("none");
    }

    boolean resumed() {
        return kind.equals("resumed");
    }

    /**
     * What the client offers: in TLS 1.2 the curves of the certificates' keys too, because there the list bounds them
     * as well (RFC 8422 section 5.1). The server's order decides, and the group that is asked for is its first.
     */
    List<String> groupsOfClient() {
        if (version.equals("TLSv1.3")) {
            return List.of(group);
        }
        return Stream.of(group, curve(serverKey), curve(deviceKey))
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
    }

    private static String curve(String key) {
        return switch (key) {
            case "p256" -> "secp256r1";
            case "p384" -> "secp384r1";
            default -> "";
        };
    }
}
