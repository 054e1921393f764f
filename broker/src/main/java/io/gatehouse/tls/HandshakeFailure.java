package io.gatehouse.tls;

import io.gatehouse.reason.Reason;
import io.netty.channel.Channel;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * Why a handshake failed, in one stable code and one sentence for the log.
 *
 * @param detail plain words, for operators; bounded, without control characters, never key material
 * @param leaf the client's certificate, where it was the trouble and could be seen
 * @param serverName SNI of the ClientHello, where the handshake got as far as an answer to it
 * @param record what the handshake looked like, as far as it went; {@code null} after it
 */
public record HandshakeFailure(
        Reason reason,
        String detail,
        @Nullable X509Certificate leaf,
        @Nullable String serverName,
        @Nullable HandshakeRecord record) {

    HandshakeFailure(Reason reason, String detail, @Nullable X509Certificate leaf) {
        this(reason, detail, leaf, null, null);
    }

    /**
     * Why the handshake on this channel failed.
     *
     * @param cause of its {@code SslHandshakeCompletionEvent}
     */
    public static HandshakeFailure of(Channel channel, Throwable cause) {
        HandshakeRefused refused = HandshakeLimits.refusalOf(channel);
        HandshakeRecord record =
                HandshakeMeter.failed(channel, HandshakeRefused.chainBehind(refused == null ? cause : refused));
        HandshakeFailure failure = FailureClassifier.classify(refused == null ? cause : refused);
        if (failure.reason() == Reason.TLS_FAILED || failure.reason() == Reason.TLS_MALFORMED) {
            // BoringSSL refuses the name without a word, or says that an extension cannot be read, and not which.
            String fault = HandshakeLimits.serverNameFaultOf(channel);
            if (fault != null) {
                return new HandshakeFailure(Reason.TLS_SERVER_NAME_INVALID, fault, null, null, record);
            }
        }
        return new HandshakeFailure(
                failure.reason(), failure.detail(), failure.leaf(), HandshakeLimits.serverNameOf(channel), record);
    }
}
