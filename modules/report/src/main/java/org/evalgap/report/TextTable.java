package org.evalgap.report;

import java.util.ArrayList;
import java.util.List;

/** Text in columns, two blanks apart: names to the left, numbers to the right. */
final class TextTable {

    private static final String GAP = "  ";

    /** Which side of a column its text keeps to. */
    enum Align {
        LEFT,
        RIGHT
    }

    private final List<Align> aligns = new ArrayList<>();
    private final List<List<String>> lines = new ArrayList<>();

    TextTable() {
        lines.add(new ArrayList<>());
    }

    TextTable column(String header, Align align) {
        lines.get(0).add(header);
        aligns.add(align);
        return this;
    }

    /** @param texts one per column */
    TextTable row(List<String> texts) {
        if (texts.size() != aligns.size()) {
            throw new IllegalArgumentException(
                    "cannot add a row to a table; expected: " + aligns.size() + " texts; received: " + texts.size());
        }
        lines.add(List.copyOf(texts));
        return this;
    }

    /** The header and the rows, each line ended. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder row = new StringBuilder();
            for (int column = 0; column < aligns.size(); column++) {
                String padding = " ".repeat(width(column) - line.get(column).length());
                row.append(column == 0 ? "" : GAP)
                        .append(
                                aligns.get(column) == Align.RIGHT
                                        ? padding + line.get(column)
                                        : line.get(column) + padding);
            }
            text.append(row.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private int width(int column) {
        return lines.stream().mapToInt(line -> line.get(column).length()).max().orElse(0);
    }
}
