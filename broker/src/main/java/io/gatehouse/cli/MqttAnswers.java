package io.gatehouse.cli;

import com.hivemq.client.mqtt.datatypes.MqttUtf8String;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3SubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubRecException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Waits for the broker, and puts what it refused, or what kept us from reaching it, into words. */
final class MqttAnswers {
    private static final String SEE_REFUSALS = "the broker says which check refused it, and what to do: gatehouse why ";
    private static final long GOODBYE_SECONDS = 2;
    private static final int MOST_CAUSES = 10;
    /** An alert from the other side, as the JDK's engine and as BoringSSL write it. */
    private static final Pattern ALERT = Pattern.compile("(?:Received fatal alert: |_ALERT_)(\\w+)");

    private final DeviceTarget target;

    MqttAnswers(DeviceTarget target) {
        this.target = target;
    }

    <T> T await(String what, CompletableFuture<T> answer) {
        try {
            return answer.get(target.timeout().toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw failure(what, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw new CommandFailure(
                    ExitCode.NOT_REACHABLE,
                    null,
                    what,
                    target.address() + " did not answer within "
                            + target.timeout().toSeconds() + " s",
                    "is it a Gatehouse broker's MQTT port? give it longer with --timeout");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.INTERRUPTED, null, what, "interrupted", "run the command again");
        }
    }

    void awaitQuietly(CompletableFuture<?> answer) {
        try {
            answer.get(GOODBYE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return; // it was a goodbye
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    CommandFailure failure(String what, Throwable cause) {
        return switch (cause) {
            case Mqtt5ConnAckException e ->
                refused(
                        what,
                        e.getMqttMessage().getReasonCode(),
                        e.getMqttMessage().getReasonString());
            case Mqtt3ConnAckException e -> refused(what, e.getMqttMessage().getReturnCode(), Optional.empty());
            case Mqtt5SubAckException e ->
                refused(
                        what,
                        e.getMqttMessage().getReasonCodes().stream()
                                .filter(com.hivemq.client.mqtt.mqtt5.message.Mqtt5ReasonCode::isError)
                                .findFirst()
                                .<Object>map(code -> code)
                                .orElse("no reason"),
                        e.getMqttMessage().getReasonString());
            case Mqtt3SubAckException e -> refused(what, "NOT_AUTHORIZED or invalid filter", Optional.empty());
            case Mqtt5PubAckException e ->
                refused(
                        what,
                        e.getMqttMessage().getReasonCode(),
                        e.getMqttMessage().getReasonString());
            case Mqtt5PubRecException e ->
                refused(
                        what,
                        e.getMqttMessage().getReasonCode(),
                        e.getMqttMessage().getReasonString());
            case Mqtt5DisconnectException e ->
                refused(
                        what,
                        e.getMqttMessage().getReasonCode(),
                        e.getMqttMessage().getReasonString());
            default -> network(what, cause);
        };
    }

    private CommandFailure refused(String what, Object code, Optional<MqttUtf8String> reason) {
        String name = code.toString();
        boolean notAuthorised =
                name.contains("NOT_AUTHORIZED") || name.equals("BANNED") || name.contains("BAD_USER_NAME");
        String words = reason.map(text -> ": " + text).orElse("");
        return new CommandFailure(
                notAuthorised ? ExitCode.NOT_AUTHORISED : ExitCode.FAILED,
                name,
                what,
                "the broker answered " + name.toLowerCase(Locale.ROOT).replace('_', ' ') + words,
                notAuthorised
                        ? SEE_REFUSALS + target.clientId() + "; compare with the policy in force: gatehouse policy get"
                        : SEE_REFUSALS + target.clientId());
    }

    private CommandFailure network(String what, Throwable cause) {
        if (caused(cause, UnknownHostException.class) != null) {
            return unreachable(
                    what, "host: " + target.host() + " (expected: a name that resolves)", "name it with --host");
        }
        if (caused(cause, ConnectException.class) != null) {
            return unreachable(
                    what,
                    "nothing listens on " + target.address(),
                    "start the broker: ./gatehouse up; another address: --host, --port");
        }
        SSLException tls = caused(cause, SSLException.class);
        if (tls != null) {
            return tls(what, tls);
        }
        // A refused certificate shows as a closed connection where TLS 1.3 was already through for our side.
        return new CommandFailure(
                ExitCode.FAILED,
                null,
                what,
                target.address() + " closed the connection"
                        + (cause.getMessage() == null ? "" : ": " + cause.getMessage()),
                "is the certificate active? gatehouse cert ls; " + SEE_REFUSALS + target.clientId());
    }

    private CommandFailure tls(String what, SSLException e) {
        Matcher alert = ALERT.matcher(String.valueOf(e.getMessage()));
        if (!alert.find()) {
            return new CommandFailure(
                    ExitCode.FAILED,
                    null,
                    what,
                    "TLS with " + target.address() + " failed: " + deepest(e),
                    "does the folder belong to this broker? after up --clean every device needs a new one:"
                            + " gatehouse thing create");
        }
        String name = alert.group(1).toLowerCase(Locale.ROOT).replace('_', ' ');
        boolean ofCertificate =
                name.contains("certificate") || name.equals("unknown ca") || name.equals("access denied");
        return new CommandFailure(
                ofCertificate ? ExitCode.NOT_AUTHORISED : ExitCode.FAILED,
                null,
                what,
                target.address() + " ended the handshake with the alert: " + name,
                ofCertificate
                        ? "is our certificate registered and active? gatehouse cert inspect "
                                + target.folder().path().resolve(ThingFolder.CERTIFICATE)
                        : SEE_REFUSALS + "ADDRESS, with the address of this machine");
    }

    // Engines wrap what they found in words about themselves.
    private static String deepest(Throwable e) {
        Throwable at = e;
        for (int depth = 0; at.getCause() != null && depth < MOST_CAUSES; depth++) {
            at = at.getCause();
        }
        return String.valueOf(at.getMessage());
    }

    private static CommandFailure unreachable(String what, String why, String remedy) {
        return new CommandFailure(ExitCode.NOT_REACHABLE, null, what, why, remedy);
    }

    private static <T extends Throwable> @Nullable T caused(Throwable from, Class<T> type) {
        Throwable at = from;
        for (int depth = 0; at != null && depth < MOST_CAUSES; depth++) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
            at = at.getCause();
        }
        return null;
    }
}
