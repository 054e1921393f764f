package io.gatehouse.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows of words under headings. The first column is text, the others are figures. */
final class Table {
    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... headings) {
        this.headings = List.of(headings);
    }

    Table row(String... cells) {
        if (cells.length != headings.size()) {
            throw new IllegalArgumentException(
                    "cells: " + Arrays.toString(cells) + " (expected: one for each of " + headings + ")");
        }
        rows.add(List.of(cells));
        return this;
    }

    List<String> headings() {
        return headings;
    }

    List<List<String>> rows() {
        return rows;
    }
}
