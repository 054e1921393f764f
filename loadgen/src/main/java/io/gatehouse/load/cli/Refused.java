package io.gatehouse.load.cli;

import io.gatehouse.cli.ExitCode;
import io.gatehouse.load.fleet.Attempt;
import io.gatehouse.load.fleet.Problem;
import java.util.List;
import java.util.stream.Stream;

/** The command ends before the fleet starts, with a line for each problem. */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int MOST_LINES = 10;

    private final transient List<Problem> problems;

    Refused(List<Problem> problems) {
        super(problems.getFirst().line());
        this.problems = List.copyOf(problems);
    }

    Refused(Problem problem) {
        this(List.of(problem));
    }

    /** @throws Refused where it failed */
    static <T> T unless(Attempt<T> attempt) {
        return switch (attempt) {
            case Attempt.Done<T>(T value) -> value;
            case Attempt.Failed<T>(Problem problem) -> throw new Refused(problem);
        };
    }

    /** @throws Refused where there is one */
    static void ifAny(List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw new Refused(problems);
        }
    }

    List<String> lines() {
        List<String> lines =
                problems.stream().limit(MOST_LINES).map(Problem::line).toList();
        return problems.size() <= MOST_LINES
                ? lines
                : Stream.concat(lines.stream(), Stream.of("and " + (problems.size() - MOST_LINES) + " more"))
                        .toList();
    }

    int exitCode() {
        return problems.getFirst().kind() == Problem.Kind.INPUT ? ExitCode.USAGE : ExitCode.NOT_REACHABLE;
    }
}
