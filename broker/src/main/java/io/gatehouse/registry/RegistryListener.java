package io.gatehouse.registry;

import java.util.List;

/** Is told of every change, in the order of the changes. */
@FunctionalInterface
public interface RegistryListener {
    /**
     * Called once a change is on disk and before any reader sees it, on the writer's thread: from this moment on, who
     * does not act by it yet is late. {@link #changed} follows on the same thread, before the next change.
     */
    default void stored() {}

    /**
     * Called once a change is on disk and visible to every reader, on the writer's thread while the next writer waits:
     * post what has to be done, do not do it here, and do not write to the registry.
     */
    void changed(RegistryChange change);

    /**
     * Called after all {@link #changed} of a change, on the same thread and under the same conditions: things that were
     * made, changed, put into groups, taken out of them or deleted, by whatever change. Not called where none was.
     *
     * @param names each once
     */
    default void thingsWritten(List<String> names) {}

    /**
     * Called after all {@link #changed} of a change, on the same thread and under the same conditions, with the events
     * that it made and that are turned on in {@link Registry#eventConfigurations}; not called where there are none.
     *
     * @param events in their order; a document that takes the place of the registry makes one for each thing
     */
    default void happened(List<RegistryEvent> events) {}
}
