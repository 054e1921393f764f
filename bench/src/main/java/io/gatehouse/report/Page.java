package io.gatehouse.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The report as one page of HTML that needs nothing else: no script, no font, no file beside it. */
final class Page {
    private static final String STYLE = """
            :root { color-scheme: light; }
            body { font: 16px/1.55 system-ui, sans-serif; color: #222; background: #fff; max-width: 52rem;
                margin: 2rem auto; padding: 0 1rem; }
            h1 { font-size: 1.8rem; line-height: 1.2; } h2 { font-size: 1.3rem; margin: 3rem 0 .5rem; }
            p:first-of-type { font-size: 1.05rem; }
            figure { margin: 1rem 0; overflow-x: auto; } figure svg { max-width: 100%; height: auto; }
            table { border-collapse: collapse; font-size: .9rem; margin: 1rem 0; }
            th, td { padding: .3rem .8rem; border-bottom: 1px solid #ddd; text-align: right; vertical-align: top; }
            th:first-child, td:first-child { text-align: left; padding-left: 0; }
            code { font-size: .85rem; overflow-wrap: anywhere; } .missing { color: #a33; }
            nav a { display: block; } dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; }
            dd { margin: 0; }
            """;

    private final StringBuilder html = new StringBuilder(64 * 1024);

    private Page() {}

    /** @param about where and with what the figures were taken */
    static String of(Results results, Map<String, String> about, List<Plan> plans) {
        Page page = new Page();
        page.head();
        page.contents();
        page.about(about);
        for (int i = 0; i < Questions.ALL.size(); i++) {
            page.question(i, Questions.ALL.get(i), results);
        }
        page.commands(plans);
        page.html.append("</body></html>\n");
        return page.html.toString();
    }

    private void head() {
        html.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .append("<title>Why TLS does it this way, measured</title><style>\n")
                .append(STYLE)
                .append("</style></head><body>\n<h1>Why TLS does it this way, measured</h1>\n")
                .append("<p>Every figure is of Gatehouse's own code, of one run on one machine. Read the"
                        + " ratios: they are of")
                .append(" things that were measured beside each other. Bars and points have the confidence interval of")
                .append(" 99.9 %.</p>\n");
    }

    private void contents() {
        html.append("<nav>");
        for (int i = 0; i < Questions.ALL.size(); i++) {
            html.append("<a href=\"#q")
                    .append(i)
                    .append("\">")
                    .append(text(Questions.ALL.get(i).title()))
                    .append("</a>");
        }
        html.append("</nav>\n");
    }

    private void about(Map<String, String> about) {
        html.append("<h2>The machine</h2>\n<dl>");
        about.forEach((name, value) -> html.append("<dt>")
                .append(text(name))
                .append("</dt><dd>")
                .append(text(value))
                .append("</dd>"));
        html.append("</dl>\n");
    }

    private void question(int number, Question question, Results results) {
        html.append("<h2 id=\"q")
                .append(number)
                .append("\">")
                .append(text(question.title()))
                .append("</h2>\n");
        Optional<Answer> answer = question.answer(results);
        if (answer.isEmpty()) {
            html.append("<p class=\"missing\">Not measured in this run.</p>\n");
            return;
        }
        answer.get()
                .sentences()
                .forEach(sentence -> html.append("<p>").append(text(sentence)).append("</p>\n"));
        if (!answer.get().chart().isEmpty()) {
            html.append("<figure>")
                    .append(answer.get().chart().svg("f" + number))
                    .append("</figure>\n");
        }
        table(answer.get().table());
    }

    private void table(Table table) {
        html.append("<table><thead><tr>");
        table.headings().forEach(each -> html.append("<th>").append(text(each)).append("</th>"));
        html.append("</tr></thead><tbody>");
        for (List<String> row : table.rows()) {
            html.append("<tr>");
            row.forEach(each -> html.append("<td>").append(text(each)).append("</td>"));
            html.append("</tr>");
        }
        html.append("</tbody></table>\n");
    }

    private void commands(List<Plan> plans) {
        html.append("<h2>How to measure it again</h2>\n<p>All of it: <code>./gatehouse bench report</code>. One"
                + " part:</p>\n");
        plans.forEach(
                plan -> html.append("<p><code>").append(text(plan.command())).append("</code></p>\n"));
    }

    private static String text(String words) {
        return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
