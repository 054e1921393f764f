package io.gatehouse.indexing;

import java.util.List;
import java.util.function.Predicate;

/** What it means for a thing that a query names a group. */
@FunctionalInterface
interface GroupMatching {
    /** The thing is in a static group of that name. */
    GroupMatching STATIC = test -> candidate -> {
        List<String> groups = candidate.thing().groups();
        for (int i = 0; i < groups.size(); i++) {
            if (test.test(groups.get(i))) {
                return true;
            }
        }
        return false;
    };

    /** Decides whether a thing is in any group whose name meets the test. */
    Matcher named(Predicate<String> test);
}
