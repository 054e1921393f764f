package io.gatehouse.refusal;

import io.gatehouse.policy.Denial;
import io.gatehouse.policy.DenialGrounds;
import io.gatehouse.policy.Explanation;
import io.gatehouse.tls.HandshakeRecord;
import org.jspecify.annotations.Nullable;

/**
 * What a refusal was about: references to what was known at that moment, and cannot change. What has to be found out
 * from them, {@link #presented} and {@link #decision}, costs far more than the refusal itself and is found out for
 * whoever reads it, on his thread. Immutable, any thread.
 *
 * @param certificate that was presented
 * @param resource in the words of policies: {@code client/lamp}, {@code topic/a/b}, {@code topicfilter/a/#}
 * @param grounds on which the policies decided, where they did
 * @param detail what exactly, in a few words; no payload, key or token
 * @param handshake of the connection, as far as it went; {@code null} where the refusal is not about the connection
 */
public record Facts(
        @Nullable ClientCertificate certificate,
        @Nullable String resource,
        @Nullable DenialGrounds grounds,
        @Nullable String detail,
        @Nullable HandshakeRecord handshake) {
    public static final Facts NONE = new Facts(null, null, null, null, null);

    public static Facts of(@Nullable String detail) {
        return new Facts(null, null, null, detail, null);
    }

    public static Facts denied(Denial denial) {
        return new Facts(null, denial.resource(), denial.grounds(), null, null);
    }

    public Facts with(@Nullable ClientCertificate certificate) {
        return new Facts(certificate, resource, grounds, detail, handshake);
    }

    public Facts over(@Nullable HandshakeRecord handshake) {
        return new Facts(certificate, resource, grounds, detail, handshake);
    }

    /** What the certificate says; parses it. */
    public @Nullable Presented presented() {
        return certificate == null ? null : certificate.read();
    }

    /** How the policies decided, and which statement or why none; walks over all of them. */
    public @Nullable Explanation decision() {
        return grounds == null ? null : grounds.explain();
    }

    /** About what they take on the heap beside the policies, in bytes. */
    int weight() {
        return 2 * ((resource == null ? 0 : resource.length()) + (detail == null ? 0 : detail.length()))
                + (certificate == null ? 0 : certificate.weight())
                + (grounds == null ? 0 : grounds.weight())
                + (handshake == null ? 0 : handshake.weight());
    }
}
