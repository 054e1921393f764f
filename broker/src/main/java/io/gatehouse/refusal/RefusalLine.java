package io.gatehouse.refusal;

import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.log.Printable;
import io.gatehouse.policy.Explanation;
import io.gatehouse.reason.Reason;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.spi.LoggingEventBuilder;

/** A refusal, or an end, as a line of the log. Its keys are stable. Any thread. */
final class RefusalLine {
    private static final Log log = Log.of(Refusals.class);

    private RefusalLine() {}

    static boolean isWanted() {
        return log.isWanted(Event.REFUSED);
    }

    /** @param suppressed held back since the last line of this reason */
    static void write(Refusal refusal, long suppressed) {
        write(log.at(eventOf(refusal)), refusal, suppressed);
    }

    /** An end of the kind that happens all day, for those who want to see them. */
    static void writeOrdinary(Reason reason, Client client, Refusals.Initiator initiator, Supplier<Facts> facts) {
        if (log.isDebugWanted()) {
            Refusal ordinary = new Refusal(reason, 0, client, facts.get(), initiator);
            write(log.atDebug(eventOf(ordinary)), ordinary, 0);
        }
    }

    private static Event eventOf(Refusal refusal) {
        return refusal.endedBy() == null ? Event.REFUSED : Event.CONNECTION_ENDED;
    }

    private static void write(LoggingEventBuilder line, Refusal refusal, long suppressed) {
        Reason reason = refusal.reason();
        Client client = refusal.client();
        Facts facts = refusal.facts();
        add(line, "reason", reason.name());
        add(line, "check", refusal.check().text());
        add(line, "initiator", refusal.endedBy() == null ? null : Refusals.lower(refusal.endedBy()));
        add(line, "listener", client.listener());
        add(line, "peer", client.peer());
        add(line, "clientId", client.clientId());
        add(line, "certificateId", client.certificateId());
        add(line, "operator", client.operator());
        add(line, "thing", client.thing());
        add(line, "serverName", client.serverName());
        Presented certificate = facts.presented();
        if (certificate != null) {
            add(line, "certificateStatus", certificate.status());
            add(line, "subject", certificate.subject());
            add(line, "issuer", certificate.issuer());
            add(line, "serial", certificate.serial());
        }
        add(line, "resource", facts.resource());
        Explanation decision = facts.decision();
        addDecision(line, decision);
        add(line, "detail", facts.detail());
        add(line, "cure", Cures.of(reason, decision));
        if (suppressed > 0) {
            var _ = line.addKeyValue("suppressed", suppressed);
        }
        line.log((refusal.endedBy() == null ? "refused: " : "connection ended: ") + reason.meaning());
    }

    private static void addDecision(LoggingEventBuilder line, @Nullable Explanation decision) {
        if (decision != null) {
            add(line, "decision", decision.decision().name());
            add(line, "policy", decision.policy());
            if (decision.statement() >= 0) {
                add(line, "statement", String.valueOf(decision.statement()));
            }
            add(line, "sid", decision.sid());
            add(
                    line,
                    "nearest",
                    decision.nearest() == null ? null : decision.nearest().text());
            add(line, "explanation", decision.text());
        }
    }

    private static void add(LoggingEventBuilder line, String key, @Nullable String value) {
        if (value != null) {
            var _ = line.addKeyValue(key, Printable.of(value));
        }
    }
}
