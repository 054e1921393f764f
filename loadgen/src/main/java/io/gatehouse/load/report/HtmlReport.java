package io.gatehouse.load.report;

import io.gatehouse.load.measure.Foremost;
import io.gatehouse.load.measure.Latency;
import io.gatehouse.load.measure.Timeline;
import io.gatehouse.load.measure.Verdict;
import io.gatehouse.plot.Chart;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A run as one page that needs nothing else: no script, no font, no file beside it. */
public final class HtmlReport {
    private static final String STYLE = """
            :root { color-scheme: light; }
            body { font: 16px/1.55 system-ui, sans-serif; color: #222; background: #fff; max-width: 52rem;
                margin: 2rem auto; padding: 0 1rem; }
            h1 { font-size: 1.8rem; line-height: 1.2; } h2 { font-size: 1.3rem; margin: 2.5rem 0 .5rem; }
            figure { margin: 1rem 0; overflow-x: auto; } figure svg { max-width: 100%; height: auto; }
            figcaption { color: #555; font-size: .9rem; }
            table { border-collapse: collapse; font-size: .9rem; margin: .5rem 0; font-variant-numeric: tabular-nums; }
            th, td { padding: .3rem .8rem; border-bottom: 1px solid #ddd; text-align: right; vertical-align: top; }
            th { font-weight: 600; } th:first-child, td:first-child { padding-left: 0; }
            .text { text-align: left; overflow-wrap: anywhere; } td.text:first-child { white-space: nowrap; }
            code { font-size: .85rem; overflow-wrap: anywhere; }
            .limit { border-left: .3rem solid #b60; background: #fff6ea; padding: .6rem 1rem; }
            .held { color: #17602f; } .broken { color: #a31515; } summary { cursor: pointer; margin: 1rem 0; }
            """;

    private final StringBuilder html = new StringBuilder(256 * 1024);
    private int figures;

    private HtmlReport() {}

    /** @return the page, in UTF-8 */
    public static String of(RunReport report) {
        HtmlReport page = new HtmlReport();
        page.head(report);
        page.table(Tables.verdicts(report));
        page.table(Tables.latencies(report));
        page.table(Tables.phases(report));
        page.table(Tables.counts(report));
        page.table(Tables.failures(report));
        page.table(Tables.findings(report));
        page.figures(report.timeline());
        page.table(Tables.setting(report));
        page.table(Tables.machine(report));
        page.html
                .append("<h2>Again</h2>\n<p><code>")
                .append(text(report.command()))
                .append("</code></p>\n");
        page.html.append("</body></html>\n");
        return page.html.toString();
    }

    private void head(RunReport report) {
        String title = text(Summary.title(report));
        html.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>")
                .append(title)
                .append("</title><style>\n")
                .append(STYLE)
                .append("</style></head><body>\n<h1>")
                .append(title)
                .append("</h1>\n<p>")
                .append(text(Summary.times(report)))
                .append("</p>\n");
        verdict(report.verdicts());
        List<String> limit = report.ownLimit();
        if (!limit.isEmpty()) {
            html.append("<p class=\"limit\">")
                    .append(text(String.join(" ", limit)))
                    .append("</p>\n");
        }
    }

    private void verdict(List<Verdict> verdicts) {
        if (verdicts.isEmpty()) {
            return;
        }
        long held = verdicts.stream().filter(Verdict::held).count();
        boolean all = held == verdicts.size();
        html.append(all ? "<p class=\"held\">" : "<p class=\"broken\">")
                .append(all ? "All assertions held." : held + " of " + verdicts.size() + " assertions held.")
                .append("</p>\n");
    }

    private void table(Table table) {
        if (table.rows().isEmpty()) {
            return;
        }
        html.append("<h2>").append(text(table.title())).append("</h2>\n<table>");
        if (!table.headings().stream().allMatch(String::isEmpty)) {
            html.append("<thead>");
            row(table, "th", table.headings());
            html.append("</thead>");
        }
        html.append("<tbody>");
        table.rows().forEach(each -> row(table, "td", each));
        html.append("</tbody></table>\n");
    }

    private void row(Table table, String cell, List<String> words) {
        html.append("<tr>");
        for (int i = 0; i < words.size(); i++) {
            html.append('<')
                    .append(cell)
                    .append(table.isText(i) ? " class=\"text\">" : ">")
                    .append(text(words.get(i)))
                    .append("</")
                    .append(cell)
                    .append('>');
        }
        html.append("</tr>\n");
    }

    private void figures(Timeline timeline) {
        html.append("<h2>Figures</h2>\n");
        Set<Latency> timed = Arrays.stream(Latency.values())
                .filter(each -> timeline.intervals().stream().anyMatch(interval -> interval.latency(each) != null))
                .collect(Collectors.toSet());
        Latency foremost = Foremost.latency(timed);
        overTime(timeline, foremost);
        figure("Each latency by percentile, of the measured time", Figures.percentiles(timeline));
        figure("Connects and messages", Figures.rates(timeline));
        figure("Connections", Figures.open(timeline));
        figure("Failures of the measured time by kind", Figures.failures(timeline));
        List<Latency> others = Arrays.stream(Latency.values())
                .filter(each -> timed.contains(each) && each != foremost)
                .toList();
        if (!others.isEmpty()) {
            html.append("<details><summary>The other latencies over time</summary>\n");
            others.forEach(each -> overTime(timeline, each));
            html.append("</details>\n");
        }
    }

    private void overTime(Timeline timeline, Latency latency) {
        figure("Latency over time: " + latency.title(), Figures.latencyOverTime(timeline, latency));
    }

    private void figure(String caption, Chart chart) {
        if (chart.isEmpty()) {
            return;
        }
        html.append("<figure><figcaption>")
                .append(text(caption))
                .append("</figcaption>")
                .append(chart.svg("f" + figures++))
                .append("</figure>\n");
    }

    private static String text(String words) {
        return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
