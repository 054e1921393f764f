package io.gatehouse.jobs;

import io.gatehouse.registry.RegistryChange;
import io.gatehouse.registry.RegistryListener;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Names of things that the registry has changed and that jobs have not looked at yet: one that is gone has nothing to
 * do any more, one that has joined a group may have. At most {@link #MOST}; beyond, everything is looked at once.
 */
final class ChangedThings implements RegistryListener {
    static final int MOST = 100_000;

    private final Runnable wake;
    private final Set<String> names = new LinkedHashSet<>(); // guarded by this
    private boolean everything = true; // what changed before the start; guarded by this

    /** @param wake who looks at them; must not block */
    ChangedThings(Runnable wake) {
        this.wake = wake;
    }

    @Override
    public void changed(RegistryChange change) {
        if (change instanceof RegistryChange.RegistryImported) {
            lookAtEverything();
            wake.run();
        }
    }

    @Override
    public void thingsWritten(List<String> written) {
        synchronized (this) {
            if (!everything) {
                names.addAll(written);
                if (names.size() > MOST) {
                    names.clear();
                    everything = true;
                }
            }
        }
        wake.run();
    }

    synchronized void lookAtEverything() {
        names.clear();
        everything = true;
    }

    /** Whether everything has to be looked at; then it is not said again. */
    synchronized boolean takeEverything() {
        boolean said = everything;
        everything = false;
        return said;
    }

    /** Takes some of the names. */
    synchronized List<String> take(int most) {
        List<String> taken = new ArrayList<>();
        Iterator<String> each = names.iterator();
        while (each.hasNext() && taken.size() < most) {
            taken.add(each.next());
            each.remove();
        }
        return taken;
    }

    /** What was taken and could not be done. */
    synchronized void giveBack(List<String> taken) {
        names.addAll(taken);
    }
}
