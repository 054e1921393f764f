package io.gatehouse.cli;

import io.gatehouse.manifest.Change;
import io.gatehouse.manifest.Plan;
import io.gatehouse.manifest.Problem;
import io.gatehouse.manifest.Reading;
import io.gatehouse.manifest.Unanswered;
import io.gatehouse.manifest.Wishes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Plans what was read, shows it, and makes it so. */
final class PlanRun {
    private static final int MOST_PROBLEMS = 50;

    private final Console console;
    private final String what;
    private final List<Line> lines = new ArrayList<>();

    /** @param what the beginning of a failure: {@code nothing was applied} */
    PlanRun(Console console, String what) {
        this.console = console;
        this.what = what;
    }

    /** What was done, or would be, of one resource. */
    record Line(
            String sign,
            String kind,
            String name,
            @Nullable String place,
            List<String> details,
            @Nullable String failure) {
        static Line of(Change change, @Nullable String failure) {
            return new Line(
                    failure == null ? change.sign().mark() : "!",
                    change.kind().word(),
                    change.name(),
                    change.place(),
                    change.details(),
                    failure);
        }

        String text() {
            String details = this.details.isEmpty() ? "" : ": " + String.join("; ", this.details);
            String why =
                    failure == null ? "" : "\n    " + Table.printable((place == null ? "" : place + ": ") + failure);
            return Table.printable(sign + " " + kind + " " + name + details) + why + "\n";
        }
    }

    /** @param applied false for a dry run */
    record Report(boolean applied, List<Line> changes, long unchanged) {}

    /** Tells what was passed over, and ends the command where something could not be read. */
    void check(Reading reading) {
        reading.notes().forEach(note -> console.note(Table.printable(note)));
        refuse(reading.problems());
        if (reading.declarations().isEmpty()) {
            throw CommandFailure.failed(what, "no resource in the files (expected: one at least)", "name other files");
        }
    }

    int run(Reading reading, Wishes wishes, boolean dryRun) {
        check(reading);
        Plan plan;
        try {
            plan = Plan.of(reading.declarations(), console.broker(), wishes);
        } catch (Unanswered unanswered) {
            throw Console.failure(what, unanswered.answer());
        }
        refuse(plan.problems());
        boolean failed = !dryRun && make(plan);
        if (dryRun) {
            plan.changes().stream()
                    .filter(change -> change.sign() != Change.Sign.KEEP)
                    .forEach(change -> lines.add(Line.of(change, null)));
        }
        print(plan, dryRun);
        return failed ? ExitCode.FAILED : ExitCode.OK;
    }

    private void refuse(List<Problem> problems) {
        if (!problems.isEmpty()) {
            int more = problems.size() - MOST_PROBLEMS;
            throw CommandFailure.failed(
                    what,
                    problems.stream()
                                    .limit(MOST_PROBLEMS)
                                    .map(Problem::toString)
                                    .collect(Collectors.joining("\n"))
                            + (more > 0 ? "\nand " + more + " more" : ""),
                    "correct " + (problems.size() == 1 ? "it" : "them") + "; everything is looked at before anything"
                            + " is changed");
        }
    }

    /** @return whether something failed */
    private boolean make(Plan plan) {
        List<Change> failed = new ArrayList<>();
        try {
            plan.make(console.broker(), new Plan.Progress() {
                @Override
                public void done(Change change) {
                    lines.add(Line.of(change, null));
                }

                @Override
                public void failed(Change change, Unanswered why) {
                    failed.add(change);
                    lines.add(Line.of(change, why.why()));
                }
            });
        } catch (Unanswered stopped) {
            print(plan, false);
            long open = plan.changes().size() - plan.count(Change.Sign.KEEP) - lines.size();
            throw Console.failure(
                    "it was applied in part: " + (lines.size() - failed.size()) + " done, " + failed.size()
                            + " failed, " + open + " not tried; the same again goes on",
                    stopped.answer());
        }
        return !failed.isEmpty();
    }

    private void print(Plan plan, boolean dryRun) {
        Report report = new Report(!dryRun, List.copyOf(lines), plan.count(Change.Sign.KEEP));
        console.print(report, r -> r.changes().stream().map(Line::text).collect(Collectors.joining()) + summary(r));
    }

    private static String summary(Report report) {
        String verb = report.applied() ? "" : "to be ";
        List<String> parts = new ArrayList<>();
        for (String[] kind : new String[][] {{"+", "created"}, {"~", "changed"}, {"-", "removed"}, {"!", "failed"}}) {
            long count = report.changes().stream()
                    .filter(line -> line.sign().equals(kind[0]))
                    .count();
            if (count > 0) {
                parts.add(count + " " + (kind[0].equals("!") ? "" : verb) + kind[1]);
            }
        }
        parts.add(report.unchanged() + " unchanged");
        return "= " + String.join(", ", parts) + "\n" + (report.applied() ? "" : "nothing was changed\n");
    }
}
