package io.gatehouse.control;

import java.util.function.Supplier;

/** Has the broker stop. Virtual threads. */
public final class Drains {
    private final Runnable begin;
    private final Supplier<DrainApi.DrainView> view;

    /**
     * @param begin returns at once; has no effect the second time
     * @param view how far it is
     */
    public Drains(Runnable begin, Supplier<DrainApi.DrainView> view) {
        this.begin = begin;
        this.view = view;
    }

    void addTo(Administration.Builder operations) {
        operations.add(DrainApi.DRAIN, asked -> {
            long process = ProcessHandle.current().pid();
            if (asked.process() != process) {
                return Outcome.refused(
                        Refusal.Code.CONFLICT,
                        "the broker was not drained",
                        "process: " + asked.process() + " (expected: " + process + ", which runs now)",
                        "look which broker you mean, then try again");
            }
            begin.run();
            return Outcome.done(view.get());
        });
    }
}
