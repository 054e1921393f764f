package io.gatehouse.history;

import io.gatehouse.history.ClientEvent.Kind;
import io.gatehouse.policy.Explanation;
import io.gatehouse.refusal.Facts;
import io.gatehouse.refusal.Refusal;
import io.gatehouse.refusal.RefusalListener;
import io.gatehouse.refusal.Repeats;
import org.jspecify.annotations.Nullable;

/**
 * Hears what was refused and hands over what has a client id. Ends of admitted connections come from {@link
 * SessionHistory}, which hears of all of them.
 */
public final class RefusalHistory implements RefusalListener {
    private final ClientHistory history;

    public RefusalHistory(ClientHistory history) {
        this.history = history;
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
                        refusal.client().certificateId(),
                        refusal.client().peer(),
                        null,
                        detail(refusal.facts())));
    }

    /** What it was about, and who decided so. */
    private static @Nullable String detail(Facts facts) {
        Explanation decision = facts.decision();
        String why = decision == null ? facts.detail() : decision.text();
        String resource = facts.resource();
        if (why == null || resource == null || why.contains(resource)) {
            return why == null ? resource : why;
        }
        return resource + ": " + why;
    }
}
