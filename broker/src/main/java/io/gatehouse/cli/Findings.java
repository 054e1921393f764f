package io.gatehouse.cli;

import io.gatehouse.cli.Finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What {@code doctor} found, in the order in which it looked. Used by main only. */
final class Findings {
    private static final int SEVERITY_WIDTH = 9;

    private final List<Finding> all = new ArrayList<>();
    private String about = "";

    /** As JSON shows it. */
    record Report(List<Finding> findings, long problems, long warnings) {}

    /** What the following findings are about. */
    Findings about(String subject) {
        about = subject;
        return this;
    }

    void ok(String what) {
        add(Severity.OK, what, null, null);
    }

    void note(String what, String why, String remedy) {
        add(Severity.NOTE, what, why, remedy);
    }

    void warning(String what, String why, String remedy) {
        add(Severity.WARNING, what, why, remedy);
    }

    void problem(String what, String why, String remedy) {
        add(Severity.PROBLEM, what, why, remedy);
    }

    private void add(Severity severity, String what, @Nullable String why, @Nullable String remedy) {
        all.add(new Finding(about, severity, what, why, remedy));
    }

    /** Prints everything and returns the exit code: 1 where there is a problem. */
    int print(Console console) {
        Report report = new Report(List.copyOf(all), count(Severity.PROBLEM), count(Severity.WARNING));
        console.print(report, found -> text(found, console.color()));
        return report.problems() == 0 ? ExitCode.OK : ExitCode.FAILED;
    }

    private long count(Severity severity) {
        return all.stream().filter(finding -> finding.severity() == severity).count();
    }

    private static String text(Report report, boolean color) {
        StringBuilder text = new StringBuilder();
        String subject = null;
        for (Finding finding : report.findings()) {
            if (!finding.about().equals(subject)) {
                text.append(subject == null ? "" : "\n");
                subject = finding.about();
                text.append(color ? "\u001b[1m" : "").append(Table.printable(subject));
                text.append(color ? "\u001b[0m" : "").append('\n');
            }
            line(text, finding, color);
        }
        return text.append('\n')
                .append(counted(report.problems(), "problem"))
                .append(", ")
                .append(counted(report.warnings(), "warning"))
                .append('\n')
                .toString();
    }

    private static void line(StringBuilder text, Finding finding, boolean color) {
        String word = finding.severity() == Severity.PROBLEM
                ? "PROBLEM"
                : finding.severity().name().toLowerCase(Locale.ROOT);
        String on = switch (finding.severity()) {
            case OK -> "\u001b[32m";
            case NOTE -> "";
            case WARNING -> "\u001b[33m";
            case PROBLEM -> "\u001b[31m";
        };
        text.append("  ").append(color ? on : "").append(word).append(color && !on.isEmpty() ? "\u001b[0m" : "");
        text.repeat(' ', SEVERITY_WIDTH - word.length()).append(Table.printable(finding.what()));
        text.append('\n');
        detail(text, "why: ", finding.why());
        detail(text, "do:  ", finding.remedy());
    }

    private static void detail(StringBuilder text, String name, @Nullable String words) {
        if (words != null) {
            text.repeat(' ', SEVERITY_WIDTH + 2).append(name).append(Table.printable(words));
            text.append('\n');
        }
    }

    private static String counted(long number, String noun) {
        return (number == 0 ? "no" : String.valueOf(number)) + " " + noun + (number == 1 ? "" : "s");
    }
}
