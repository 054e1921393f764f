package io.gatehouse.registry;

import io.gatehouse.engine.Change;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * Which changes of the registry are told as events: kept in the store, so over a restart and in a backup. It is a
 * setting of this broker and not of its fleet, so no export has it and no import changes it.
 */
public final class EventConfigurations {
    private final Index index;
    private final Journal journal;
    private final InstantSource clock;

    EventConfigurations(Index index, Journal journal, InstantSource clock) {
        this.index = index;
        this.journal = journal;
        this.clock = clock;
    }

    /** Any thread. */
    public EventConfiguration current() {
        return index.eventConfiguration();
    }

    /**
     * Turns events on and off, from the next change of the registry on; what is not named stays as it is. Virtual
     * threads.
     */
    public RegistryResult<EventConfiguration> update(Map<EventType, Boolean> switched) {
        return journal.write(() -> {
            EventConfiguration before = index.eventConfiguration();
            EventConfiguration after = before.with(switched, Registry.now(clock));
            if (after.enabled().equals(before.enabled()) && (before.createdAt() != null || switched.isEmpty())) {
                return Plan.unchanged(before);
            }
            return new Plan.Commit<>(
                    List.of(new Change.Put(Keys.EVENT_CONFIGURATION, StoredForm.of(after))),
                    () -> index.eventConfiguration(after),
                    List.of(),
                    false,
                    after);
        });
    }
}
