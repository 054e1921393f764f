package io.gatehouse.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Columns for people. Cells come from devices and operators: control characters are shown, never sent to a screen. */
final class Table {
    private static final String GAP = "  ";

    private final List<String> heads;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... heads) {
        this.heads = List.of(heads);
    }

    Table row(@Nullable Object... cells) {
        if (cells.length != heads.size()) {
            throw new IllegalArgumentException("cells: " + cells.length + " (expected: " + heads.size() + ")");
        }
        rows.add(Arrays.stream(cells)
                .map(cell -> cell == null ? "-" : printable(cell.toString()))
                .toList());
        return this;
    }

    /** One cell of several names, or an empty one. */
    static @Nullable String names(List<String> names) {
        return names.isEmpty() ? null : String.join(",", names);
    }

    /** Every line ends with a line feed and has no spaces before it. */
    String text(boolean color) {
        int[] widths = new int[heads.size()];
        for (int column = 0; column < widths.length; column++) {
            int at = column;
            widths[at] = Math.max(
                    heads.get(at).length(),
                    rows.stream().mapToInt(row -> row.get(at).length()).max().orElse(0));
        }
        StringBuilder text = new StringBuilder();
        String head = line(heads, widths);
        text.append(color ? "\u001b[1m" + head + "\u001b[0m" : head).append('\n');
        for (List<String> row : rows) {
            text.append(line(row, widths)).append('\n');
        }
        return text.toString();
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            line.append(cells.get(column));
            if (column < widths.length - 1) {
                line.repeat(' ', widths[column] - cells.get(column).length()).append(GAP);
            }
        }
        return line.toString().stripTrailing();
    }

    /** {@code text} with everything that could move a cursor or turn the writing round written as {@code \\uXXXX}. */
    static String printable(String text) {
        StringBuilder safe = null;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            int type = Character.getType(c);
            boolean unsafe = type == Character.CONTROL
                    || type == Character.FORMAT
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR;
            if (unsafe && safe == null) {
                safe = new StringBuilder(text.substring(0, at));
            }
            if (safe != null) {
                safe.append(unsafe ? String.format("\\u%04x", (int) c) : c);
            }
        }
        return safe == null ? text : safe.toString();
    }
}
