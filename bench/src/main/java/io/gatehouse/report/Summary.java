package io.gatehouse.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The report in Markdown: the same words and tables, without the figures. */
final class Summary {
    private Summary() {}

    static String of(Results results, Map<String, String> about) {
        StringBuilder markdown = new StringBuilder("# Why TLS does it this way, measured\n\n");
        about.forEach((name, value) ->
                markdown.append("- ").append(name).append(": ").append(value).append('\n'));
        for (Question question : Questions.ALL) {
            markdown.append("\n## ").append(question.title()).append("\n\n");
            Optional<Answer> answer = question.answer(results);
            if (answer.isEmpty()) {
                markdown.append("Not measured in this run.\n");
            } else {
                markdown.append(String.join(" ", answer.get().sentences())).append("\n\n");
                table(markdown, answer.get().table());
            }
        }
        return markdown.toString();
    }

    private static void table(StringBuilder markdown, Table table) {
        row(markdown, table.headings());
        row(markdown, table.headings().stream().map(each -> "---").toList());
        table.rows().forEach(row -> row(markdown, row));
    }

    private static void row(StringBuilder markdown, List<String> cells) {
        markdown.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
