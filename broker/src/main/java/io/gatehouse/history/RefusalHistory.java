package io.gatehouse.history;

import io.gatehouse.history.ClientEvent.Kind;
import io.gatehouse.loop.Clock;
import io.gatehouse.policy.Explanation;
import io.gatehouse.refusal.Client;
import io.gatehouse.refusal.Facts;
import io.gatehouse.refusal.Refusal;
import io.gatehouse.refusal.RefusalListener;
import io.gatehouse.refusal.Repeats;
import io.gatehouse.session.Principal;
import org.jspecify.annotations.Nullable;

/**
 * Hears what was refused and hands over what has a client id. Ends of admitted connections come from {@link
 * SessionHistory}, which hears of all of them. One thread at a time.
 *
 * <p>In a flood of refusals of one reason, most have their resource only and no explanation ({@link ExplanationPace});
 * {@code gatehouse why} has it for those that are asked for.
 */
public final class RefusalHistory implements RefusalListener {
    private final ClientHistory history;
    private final Clock clock;
    private final ExplanationPace pace = new ExplanationPace();

    public RefusalHistory(ClientHistory history, Clock clock) {
        this.history = history;
        this.clock = clock;
    }

    @Override
    public void refused(Refusal refusal, Repeats repeats) {
        String clientId = refusal.client().clientId();
        if (clientId == null || clientId.isEmpty() || refusal.endedBy() != null) {
            return;
        }
        history.add(
                clientId,
                ClientEvent.at(
                        refusal.atMillis(),
                        Kind.REFUSED,
                        refusal.reason(),
                        principalId(refusal.client()),
                        refusal.client().peer(),
                        null,
                        detail(refusal)));
    }

    private static @Nullable String principalId(Client client) {
        boolean known = client.certificateId() != null || client.operator() != null;
        return known ? Principal.idOf(client.certificateId(), client.operator()) : null;
    }

    /** What it was about, and who decided so. */
    private @Nullable String detail(Refusal refusal) {
        Facts facts = refusal.facts();
        String resource = facts.resource();
        if (facts.grounds() != null && !pace.takes(refusal.reason(), clock.monotonicNanos())) {
            return resource;
        }
        Explanation decision = facts.decision();
        String why = decision == null ? facts.detail() : decision.text();
        if (why == null || resource == null || why.contains(resource)) {
            return why == null ? resource : why;
        }
        return resource + ": " + why;
    }
}
