package io.gatehouse.load.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The end of a run for people at a terminal, or in a log. */
public final class TextReport {
    private static final String GAP = "  ";

    private final StringBuilder text = new StringBuilder();

    private TextReport() {}

    /** @return lines, each with its end */
    public static String of(RunReport report) {
        TextReport page = new TextReport();
        page.line(Summary.title(report));
        page.line(Summary.times(report));
        page.line(report.command());
        List<String> limit = report.ownLimit();
        if (!limit.isEmpty()) {
            page.line("");
            limit.forEach(page::line);
        }
        Stream.of(
                        Tables.setting(report),
                        Tables.machine(report),
                        Tables.counts(report),
                        Tables.latencies(report),
                        Tables.phases(report),
                        Tables.failures(report),
                        Tables.findings(report),
                        Tables.verdicts(report))
                .forEach(page::table);
        return page.text.toString();
    }

    private void line(String words) {
        text.append(words.stripTrailing()).append('\n');
    }

    private void table(Table table) {
        if (table.rows().isEmpty()) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        List<String> headings = new ArrayList<>(table.headings());
        // The title stands above its own first column where that has no heading.
        boolean headed = headings.stream().anyMatch(each -> !each.isEmpty());
        boolean merged = headed && headings.getFirst().isEmpty();
        line("");
        if (merged) {
            headings.set(0, table.title());
        } else {
            line(table.title());
        }
        if (headed) {
            rows.add(headings);
        }
        table.rows().forEach(each -> rows.add(indented(each)));
        if (headed && !merged) {
            rows.set(0, indented(headings));
        }
        int[] widths = widths(rows);
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String blanks = " ".repeat(widths[i] - row.get(i).length());
                line.append(table.isText(i) ? row.get(i) + blanks : blanks + row.get(i));
                line.append(GAP);
            }
            line(line.toString());
        }
    }

    private static List<String> indented(List<String> row) {
        List<String> indented = new ArrayList<>(row);
        indented.set(0, GAP + row.getFirst());
        return indented;
    }

    private static int[] widths(List<List<String>> rows) {
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return widths;
    }
}
