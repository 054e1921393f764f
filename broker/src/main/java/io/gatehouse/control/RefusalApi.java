package io.gatehouse.control;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why somebody was refused: the operation and its shapes. */
public final class RefusalApi {
    public static final Operation<Question, Findings> WHY =
            new Operation<>("refusal/why", Question.class, Findings.class);

    private static final int MOST = 200;

    private RefusalApi() {}

    /**
     * Whom to look for.
     *
     * @param who client id, certificate id or at least 8 characters from its beginning, address, thing, or operator;
     *     {@code null} for everybody, with a reason
     * @param reason only this one; {@code null} for every reason
     * @param max refusals, 1 to 200
     */
    public record Question(@Nullable String who, @Nullable String reason, int max) {
        public Question {
            if (who == null && reason == null) {
                throw new ShapeException(
                        "who: missing (expected: a client id, certificate id, address or thing, or a reason)");
            }
            if (who != null) {
                Shape.text("who", who, 65_535);
            }
            if (max < 1 || max > MOST) {
                throw new ShapeException("max: " + max + " (expected: 1 to " + MOST + ")");
            }
        }
    }

    /**
     * What is known.
     *
     * @param refusals the newest first
     * @param now what the registry and the connections say of {@code who} at this moment, a sentence each; nothing of
     *     everybody
     * @param advice what to look at next, a sentence each; where no refusal was found
     */
    public record Findings(List<Told> refusals, List<String> now, List<String> advice) {
        public Findings {
            refusals = List.copyOf(refusals);
            now = List.copyOf(now);
            advice = List.copyOf(advice);
        }
    }

    /**
     * One client that was refused for one reason, once or more often. Members are those of the log line.
     *
     * @param check that failed, in a word
     * @param count since {@code first}
     * @param initiator who ended the connection, where an admitted connection ended
     * @param peer address and port
     * @param operator who signed, in place of a certificate
     * @param resource what was asked about, as policies name it: {@code topic/a/b}
     * @param decision of the policies: {@code EXPLICIT_DENY} or {@code IMPLICIT_DENY}
     * @param policy the one whose statement decided, {@code null} where none matched
     * @param statement its index, from 0
     * @param explanation the decision in a sentence, with the nearest statement where none matched
     * @param cure what to do
     * @param handshake of the connection, as far as it went; not in the log line, and {@code null} where the refusal is
     *     not about the connection
     */
    public record Told(
            String reason,
            String meaning,
            String check,
            Instant first,
            Instant last,
            long count,
            @Nullable String initiator,
            String listener,
            @Nullable String peer,
            @Nullable String serverName,
            @Nullable String clientId,
            @Nullable String thing,
            @Nullable String certificateId,
            @Nullable String operator,
            @Nullable String certificateStatus,
            @Nullable String subject,
            @Nullable String issuer,
            @Nullable String serial,
            @Nullable String resource,
            @Nullable String decision,
            @Nullable String policy,
            @Nullable Integer statement,
            @Nullable String sid,
            @Nullable String nearest,
            @Nullable String explanation,
            @Nullable String detail,
            String cure,
            @Nullable HandshakeView handshake) {}
}
