package io.gatehouse.indexing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of what a search finds.
 *
 * @param found by name; may be fewer than were asked for, or none, where the time of a page was over
 * @param next name behind which the next page begins; null where there is no more
 */
public record SearchPage(List<Found> found, @Nullable String next) {
    public SearchPage {
        found = List.copyOf(found);
    }
}
