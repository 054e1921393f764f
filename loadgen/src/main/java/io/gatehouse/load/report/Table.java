package io.gatehouse.load.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows of words under headings, for people: the first columns are text, the others figures. */
final class Table {
    private final String title;
    private final int texts;
    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    /** @param texts columns that are text */
    Table(String title, int texts, String... headings) {
        this.title = title;
        this.texts = texts;
        this.headings = List.of(headings);
    }

    Table row(List<String> cells) {
        if (cells.size() != headings.size()) {
            throw new IllegalArgumentException("cells: " + cells + " (expected: one for each of " + headings + ")");
        }
        rows.add(List.copyOf(cells));
        return this;
    }

    Table row(String... cells) {
        return row(Arrays.asList(cells));
    }

    String title() {
        return title;
    }

    boolean isText(int column) {
        return column < texts;
    }

    List<String> headings() {
        return headings;
    }

    List<List<String>> rows() {
        return rows;
    }
}
