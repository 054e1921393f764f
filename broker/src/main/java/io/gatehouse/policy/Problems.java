package io.gatehouse.policy;

import io.gatehouse.json.Position;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with one document; bounded, so that a bomb cannot answer with a bomb. */
final class Problems {
    private static final int MOST = 100;

    private final List<Problem> found = new ArrayList<>();
    private int left;

    /** @param message what follows the path: {@code value (expected: …)} */
    void add(String path, Position position, String message) {
        if (found.size() == MOST) {
            left++;
            return;
        }
        String subject = path.isEmpty() ? "document" : path;
        found.add(new Problem(path, position.line(), position.column(), subject + ": " + message));
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    List<Problem> list() {
        if (left == 0) {
            return found;
        }
        List<Problem> all = new ArrayList<>(found);
        all.add(new Problem("", 1, 1, "document: " + left + " more problems (expected: none)"));
        return all;
    }
}
