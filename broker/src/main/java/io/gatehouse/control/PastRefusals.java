package io.gatehouse.control;

import io.gatehouse.policy.Explanation;
import io.gatehouse.policy.Nearest;
import io.gatehouse.reason.Reason;
import io.gatehouse.refusal.Client;
import io.gatehouse.refusal.Cures;
import io.gatehouse.refusal.Facts;
import io.gatehouse.refusal.Presented;
import io.gatehouse.refusal.RecentRefusals;
import io.gatehouse.refusal.Refusals.Initiator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why somebody was refused, and what there is to see of him now. Any thread. */
public final class PastRefusals {
    private final RecentRefusals recent;
    private final Whereabouts whereabouts;

    public PastRefusals(RecentRefusals recent, Whereabouts whereabouts) {
        this.recent = recent;
        this.whereabouts = whereabouts;
    }

    void addTo(Administration.Builder operations) {
        operations.add(RefusalApi.WHY, this::why);
    }

    Outcome<RefusalApi.Findings> why(RefusalApi.Question question) {
        Reason reason = null;
        if (question.reason() != null) {
            reason = reasonOf(question.reason());
            if (reason == null) {
                return Outcome.refused(
                        Refusal.Code.INVALID,
                        "refusals were not looked for",
                        "reason: " + question.reason() + " (expected: a reason, as CERTIFICATE_UNKNOWN is one)",
                        "see broker/docs/reasons.md for the list");
            }
        }
        String who = question.who();
        List<RecentRefusals.Entry> found = recent.find(who, reason, question.max());
        if (who == null) {
            return Outcome.done(new RefusalApi.Findings(
                    tellAll(found), List.of(), found.isEmpty() ? List.of(Whereabouts.LOOK_INTO_THE_LOG) : List.of()));
        }
        if (found.isEmpty()) { // second, because a client id may look like anything
            found = recent.find(Spelling.asRecorded(who), reason, question.max());
            who = found.isEmpty() ? who : Spelling.asRecorded(who);
        }
        List<RefusalApi.Told> refusals = tellAll(found);
        List<String> now = new ArrayList<>();
        List<String> advice = new ArrayList<>();
        whereabouts.of(who, now, advice);
        return Outcome.done(new RefusalApi.Findings(refusals, now, refusals.isEmpty() ? advice : List.of()));
    }

    private static @Nullable Reason reasonOf(String name) {
        return Arrays.stream(Reason.values())
                .filter(reason -> reason.name().equalsIgnoreCase(name))
                .findFirst()
                .orElse(null);
    }

    private static List<RefusalApi.Told> tellAll(List<RecentRefusals.Entry> found) {
        return found.stream().map(PastRefusals::told).toList();
    }

    private static RefusalApi.Told told(RecentRefusals.Entry entry) {
        var refusal = entry.last();
        Client client = refusal.client();
        Facts facts = refusal.facts();
        Presented certificate = facts.presented();
        Explanation decision = facts.decision();
        Initiator endedBy = refusal.endedBy();
        return new RefusalApi.Told(
                refusal.reason().name(),
                refusal.reason().meaning(),
                refusal.check().text(),
                Instant.ofEpochMilli(entry.firstMillis()),
                Instant.ofEpochMilli(entry.lastMillis()),
                entry.count(),
                endedBy == null ? null : endedBy.name().toLowerCase(Locale.ROOT),
                client.listener(),
                client.peer(),
                client.serverName(),
                client.clientId(),
                client.thing(),
                client.certificateId(),
                client.operator(),
                certificate == null ? null : certificate.status(),
                certificate == null ? null : certificate.subject(),
                certificate == null ? null : certificate.issuer(),
                certificate == null ? null : certificate.serial(),
                facts.resource(),
                decision == null ? null : decision.decision().name(),
                decision == null ? null : decision.policy(),
                decision == null || decision.statement() < 0 ? null : decision.statement(),
                decision == null ? null : decision.sid(),
                nearest(decision),
                decision == null ? null : decision.text(),
                facts.detail(),
                Cures.of(refusal.reason(), decision),
                HandshakeView.of(facts.handshake()));
    }

    private static @Nullable String nearest(@Nullable Explanation decision) {
        Nearest nearest = decision == null ? null : decision.nearest();
        return nearest == null ? null : nearest.text();
    }
}
