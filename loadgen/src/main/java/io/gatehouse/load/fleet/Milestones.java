package io.gatehouse.load.fleet;

/** Counts what many threads do, and tells of every hundredth part of it. */
final class Milestones {
    private final int all;
    private final Progress progress;
    private int done; // guarded by this

    Milestones(int all, Progress progress) {
        this.all = all;
        this.progress = progress;
    }

    synchronized void more(int count) {
        int before = done;
        done += count;
        if (done * 100L / all > before * 100L / all) {
            progress.reached(done, all);
        }
    }
}
