package io.gatehouse;

import io.gatehouse.reload.Reloadable;
import io.gatehouse.reload.Reloaded;
import io.gatehouse.revocation.Revocation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Revocation lists, when somebody asks for everything to be read again. Changes of their files are seen by the lists
 * themselves, several times a second. On the reloading thread.
 */
final class RevocationReload implements Reloadable {
    private final Revocation revocation;

    RevocationReload(Revocation revocation) {
        this.revocation = revocation;
    }

    @Override
    public String name() {
        return "revocation lists";
    }

    @Override
    public List<Path> files() {
        return List.of();
    }

    @Override
    public Reloaded reload() {
        List<String> changed = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Revocation.Reloaded source : revocation.reload()) {
            if (source.problem() != null) {
                problems.add(source.source() + ": " + source.problem());
            } else if (source.changed()) {
                changed.add(source.source());
            }
        }
        if (!problems.isEmpty()) {
            changed.forEach(source -> problems.add(source + ": was read and is used"));
            return new Reloaded.Failed(problems);
        }
        return changed.isEmpty() ? new Reloaded.Unchanged() : new Reloaded.Changed(changed, List.of());
    }
}
