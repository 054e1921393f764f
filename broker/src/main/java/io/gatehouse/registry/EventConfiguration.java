package io.gatehouse.registry;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which changes of the registry are told.
 *
 * @param enabled everything else is told to nobody
 * @param createdAt when somebody turned something on or off for the first time; null where nobody ever did
 * @param lastModifiedAt when somebody did for the last time; null as {@code createdAt}
 */
public record EventConfiguration(
        Set<EventType> enabled,
        @Nullable Instant createdAt,
        @Nullable Instant lastModifiedAt) {
    /** As a registry begins: nothing is told. */
    static final EventConfiguration NONE = new EventConfiguration(Set.of(), null, null);

    public EventConfiguration {
        EnumSet<EventType> inOrder = EnumSet.noneOf(EventType.class);
        inOrder.addAll(enabled);
        enabled = Collections.unmodifiableSet(inOrder);
    }

    /** What is not named stays. */
    EventConfiguration with(Map<EventType, Boolean> switched, Instant now) {
        EnumSet<EventType> after = EnumSet.noneOf(EventType.class);
        for (EventType type : EventType.values()) {
            if (switched.getOrDefault(type, enabled.contains(type))) {
                after.add(type);
            }
        }
        return new EventConfiguration(after, createdAt == null ? now : createdAt, now);
    }
}
