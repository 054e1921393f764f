package io.gatehouse.load.device;

import com.hivemq.client.mqtt.exceptions.ConnectionClosedException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubRecException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.Mqtt5ReasonCode;
import io.gatehouse.load.device.Failure.Kind;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Puts what Netty, BoringSSL, the JDK and HiveMQ's client throw into words. Any thread. */
final class Failures {
    /** BoringSSL: {@code SSLV3_ALERT_CERTIFICATE_REVOKED}, {@code TLSV1_ALERT_UNKNOWN_CA}. */
    private static final Pattern BORINGSSL_ALERT = Pattern.compile("(?:SSLV3|TLSV1|TLSV13)_ALERT_([A-Z0-9_]+)");
    /** The JDK: {@code (certificate_revoked) Received fatal alert: certificate_revoked}. */
    private static final Pattern JDK_ALERT = Pattern.compile("Received fatal alert: ([a-z_]+)");

    private static final int DEEPEST = 16;

    private static final Failure NO_TCP = new Failure(Kind.TIMED_OUT, "TCP");

    private Failures() {}

    /** Whether there was no connection at all. */
    static boolean isOfTcp(Failure failure) {
        return failure.kind() == Kind.REFUSED || failure.kind() == Kind.GENERATOR || failure.equals(NO_TCP);
    }

    /** @return the innermost that says something, of an exception and its causes */
    static Failure of(Throwable thrown) {
        Failure closed = new Failure(Kind.CLOSED, "");
        Throwable each = thrown;
        for (int depth = 0; each != null && depth < DEEPEST; depth++) {
            Failure found = known(each);
            if (found != null && !found.equals(closed)) {
                return found;
            }
            each = each.getCause() == each ? null : each.getCause();
        }
        return isClosing(thrown)
                ? closed
                : new Failure(Kind.CLOSED, thrown.getClass().getSimpleName());
    }

    private static @Nullable Failure known(Throwable thrown) {
        return switch (thrown) {
            case Mqtt5ConnAckException e ->
                refused(Kind.CONNACK, "", e.getMqttMessage().getReasonCode());
            case Mqtt5DisconnectException e ->
                refused(Kind.DISCONNECT, "", e.getMqttMessage().getReasonCode());
            case Mqtt5PubAckException e ->
                refused(Kind.REFUSED_PACKET, "PUBLISH, ", e.getMqttMessage().getReasonCode());
            case Mqtt5PubRecException e ->
                refused(Kind.REFUSED_PACKET, "PUBLISH, ", e.getMqttMessage().getReasonCode());
            case Mqtt5SubAckException e ->
                refused(
                        Kind.REFUSED_PACKET,
                        "SUBSCRIBE, ",
                        e.getMqttMessage().getReasonCodes().getFirst());
            case SslHandshakeTimeoutException e -> new Failure(Kind.TIMED_OUT, "TLS handshake");
            case ConnectTimeoutException e -> NO_TCP;
            case TimeoutException e -> new Failure(Kind.TIMED_OUT, "answer");
            case SSLException e -> tls(e);
            case ConnectException e -> new Failure(Kind.REFUSED, "connection");
            case SocketException e
            when message(e).contains("descriptor") -> new Failure(Kind.GENERATOR, "no file descriptor left: ulimit -n");
            case IOException e
            when message(e).contains("Too many open files") ->
                new Failure(Kind.GENERATOR, "no file descriptor left: ulimit -n");
            case IOException e
            when message(e).contains("Cannot assign requested address") ->
                new Failure(Kind.GENERATOR, "no port left: give more source addresses with --ifaddr");
            default -> null;
        };
    }

    private static Failure tls(SSLException thrown) {
        String message = message(thrown);
        Matcher alert = BORINGSSL_ALERT.matcher(message);
        if (alert.find()) {
            return new Failure(Kind.TLS_ALERT, alert.group(1).toLowerCase(Locale.ROOT));
        }
        alert = JDK_ALERT.matcher(message);
        if (alert.find()) {
            return new Failure(Kind.TLS_ALERT, alert.group(1));
        }
        return new Failure(Kind.TLS, shortened(message(innermost(thrown))));
    }

    /** Where a certificate is not accepted, the words are there. */
    private static Throwable innermost(Throwable thrown) {
        Throwable each = thrown;
        for (int depth = 0; each.getCause() != null && depth < DEEPEST; depth++) {
            each = each.getCause();
        }
        return message(each).isEmpty() ? thrown : each;
    }

    private static String shortened(String message) {
        String line = message.lines().findFirst().orElse("no reason given");
        return line.length() <= 120 ? line : line.substring(0, 120);
    }

    /** HiveMQ's client has the codes of both versions in those of 5.0, which are enumerations. */
    private static Failure refused(Kind kind, String packet, Mqtt5ReasonCode code) {
        String name = code.toString().toLowerCase(Locale.ROOT).replace('_', ' ');
        return new Failure(kind, packet + name + " (0x%02x)".formatted(code.getCode()));
    }

    private static boolean isClosing(Throwable thrown) {
        Throwable each = thrown;
        for (int depth = 0; each != null && depth < DEEPEST; depth++) {
            if (each instanceof ClosedChannelException
                    || each instanceof ConnectionClosedException
                    || each instanceof CompletionException
                    || message(each).contains("reset")) {
                return true;
            }
            each = each.getCause();
        }
        return false;
    }

    private static String message(Throwable thrown) {
        return thrown.getMessage() == null ? "" : thrown.getMessage();
    }
}
