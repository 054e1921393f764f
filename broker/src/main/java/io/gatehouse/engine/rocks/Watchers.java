package io.gatehouse.engine.rocks;

import io.gatehouse.engine.Entry;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.KeyValue.Watch;
import io.gatehouse.engine.KeyValue.Watcher;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Who wants to know of which keys. Added and removed on any thread, told on the committer thread. */
final class Watchers {
    private static final Log log = Log.of(Watchers.class);

    private final List<Watching> all = new CopyOnWriteArrayList<>();

    private record Watching(Key prefix, Watcher watcher) {}

    Watch add(Key prefix, Watcher watcher) {
        Watching watching = new Watching(prefix, watcher);
        all.add(watching);
        return () -> all.remove(watching);
    }

    void stored(Key key, byte[] value, long revision) {
        for (Watching watching : all) {
            if (key.startsWith(watching.prefix)) {
                tell(watching.watcher, key, new Entry(key, value.clone(), revision));
            }
        }
    }

    void gone(Key key) {
        for (Watching watching : all) {
            if (key.startsWith(watching.prefix)) {
                tell(watching.watcher, key, null);
            }
        }
    }

    private static void tell(Watcher watcher, Key key, @Nullable Entry entry) {
        try {
            watcher.changed(key, entry);
        } catch (Throwable defect) { // the committer must outlive everything
            log.at(Event.DEFECT).setCause(defect).log("a watcher failed; the others are told");
        }
    }
}
