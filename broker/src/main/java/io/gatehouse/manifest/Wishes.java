package io.gatehouse.manifest;

import java.util.Set;

/**
 * How far a plan goes.
 *
 * @param additive what is attached, in a group or an attribute, and not written, stays
 * @param reactivates whether certificates that are there and not let in may be let in again
 * @param prunes the kinds of which goes what is written nowhere
 */
public record Wishes(boolean additive, boolean reactivates, Set<Resource.Kind> prunes) {
    public Wishes {
        prunes = Set.copyOf(prunes);
    }
}
