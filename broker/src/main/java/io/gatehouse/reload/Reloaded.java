package io.gatehouse.reload;

import java.util.List;

/** What came of reading one thing again. */
public sealed interface Reloaded {
    /** It is as it was. */
    record Unchanged() implements Reloaded {}

    /**
     * It was applied.
     *
     * @param what one line for each change
     * @param needRestart changes that were read but cannot be applied by a running broker, one line each
     */
    record Changed(List<String> what, List<String> needRestart) implements Reloaded {
        public Changed {
            what = List.copyOf(what);
            needRestart = List.copyOf(needRestart);
        }
    }

    /**
     * What was there before stays.
     *
     * @param why one line for each problem: which file, what is wrong, what to do
     */
    record Failed(List<String> why) implements Reloaded {
        public Failed {
            why = List.copyOf(why);
        }
    }
}
