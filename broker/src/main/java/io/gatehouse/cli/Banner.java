package io.gatehouse.cli;

import io.gatehouse.control.BrokerView;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * What {@code up} prints once the broker accepts connections: one screen, pure text.
 *
 * @param took from the command to here
 * @param folder where the commands will be typed, so that they are printed as they must be typed there
 */
record Banner(BrokerView broker, Duration took, Path folder) {

    String text() {
        StringBuilder text = new StringBuilder();
        text.append("Gatehouse ").append(broker.version());
        text.append(String.format(Locale.ROOT, ", ready in %.1f s%n%n", took.toMillis() / 1000.0));
        for (int at = 0; at < broker.listeners().size(); at++) {
            line(text, at == 0 ? "listeners" : "", broker.listeners().get(at).toString());
        }
        line(text, "control plane", broker.controlPlane() == null ? "off" : broker.controlPlane());
        line(text, "TLS", broker.tlsEngine());
        line(text, "revocation", broker.revocation());
        line(text, "authority", authority());
        line(text, "data folder", broker.dataFolder());
        line(text, "store memory", storeMemory());
        if (broker.authorityExpiry() != null && broker.listeners().stream().anyMatch(l -> !loopback(l.host()))) {
            line(text, "note", "reachable from other machines with development certificates");
        }
        String data =
                Path.of(broker.dataFolder()).equals(folder.resolve("data")) ? "" : " --data " + broker.dataFolder();
        text.append("\nNext, in another terminal:\n");
        text.append("  ./gatehouse thing create lamp --out lamp").append(data).append('\n');
        text.append("  ./gatehouse sub --as lamp 'lamp/#'\n");
        return text.toString().replace(System.lineSeparator(), "\n");
    }

    private String storeMemory() {
        return "up to " + JvmMemory.inWords(broker.blockCacheBytes() + broker.writeBufferBytes()) + " beside the heap ("
                + JvmMemory.inWords(broker.blockCacheBytes()) + " block cache, "
                + JvmMemory.inWords(broker.writeBufferBytes()) + " write buffers)";
    }

    private String authority() {
        Instant ends = broker.authorityExpiry();
        if (ends == null) {
            return "none of ours; the server certificate is yours";
        }
        return ends.isAfter(broker.startedAt())
                ? "development root until " + Times.day(ends) + ", not for production"
                : "ENDED on " + Times.day(ends) + ": devices refuse this broker; start over with up --clean, or give it"
                        + " a certificate of yours (tls.certificate)";
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append("  ")
                .append(name)
                .repeat(' ', 14 - name.length())
                .append(value)
                .append('\n');
    }

    static boolean loopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
