package io.gatehouse.control;

import io.gatehouse.session.Usage;
import java.util.List;
import java.util.Set;

/** What live sessions use of their rights, as they tell. Called on virtual threads; may wait for the loops. */
@FunctionalInterface
public interface LiveUsage {
    /**
     * The connected sessions of these certificates, in no order.
     *
     * @param most after which there need not be more
     */
    List<Usage> of(Set<String> certificateIds, int most);
}
