package io.gatehouse.load.cli;

import io.gatehouse.load.fleet.Progress;
import java.io.PrintWriter;

/** How far a long preparation is, a line each time it is a fifth further; short ones say nothing. Any thread. */
final class Told {
    private static final int WORTH_TELLING = 2000;
    private static final int PARTS = 5;

    private final PrintWriter out;

    Told(PrintWriter out) {
        this.out = out;
    }

    void line(String words) {
        out.println(words);
        out.flush();
    }

    /** @param what is done, in the past */
    Progress progress(String what) {
        int[] last = new int[1]; // Progress is called by one thread at a time
        return (done, all) -> {
            int part = (int) ((long) done * PARTS / Math.max(1, all));
            if (all >= WORTH_TELLING && part > last[0]) {
                last[0] = part;
                line(what + ": " + done + " of " + all);
            }
        };
    }
}
