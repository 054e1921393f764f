package io.gatehouse.history;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which clients the disk has otherwise than the memory, or not at all, the longest waiting first. One thread at a time.
 *
 * <p>Bounded by what is remembered and what is stored: one that came and was forgotten before it was written leaves no
 * trace.
 */
final class Unsaved {
    private final Set<String> changed = new LinkedHashSet<>();
    private final Set<String> neverStored = new HashSet<>();

    /** @param isNew nothing was remembered of the client before */
    void changed(String clientId, boolean isNew) {
        if (changed.add(clientId) && isNew) {
            neverStored.add(clientId);
        }
    }

    void forgotten(String clientId) {
        if (neverStored.remove(clientId)) {
            changed.remove(clientId);
        } else {
            changed.add(clientId);
        }
    }

    /** The next ones while {@code fits} holds. From now on they count as stored: a write that failed may have been. */
    List<String> take(Predicate<String> fits) {
        List<String> taken = new ArrayList<>();
        for (Iterator<String> next = changed.iterator(); next.hasNext(); ) {
            String clientId = next.next();
            if (!fits.test(clientId)) {
                break;
            }
            next.remove();
            neverStored.remove(clientId);
            taken.add(clientId);
        }
        return taken;
    }

    /** They were not written. */
    void again(List<String> clientIds) {
        changed.addAll(clientIds);
    }

    int size() {
        return changed.size();
    }
}
