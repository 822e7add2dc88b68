package org.evalgap.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/** The answer to a query as a table of text. */
public final class AnswerTable {

    /** Enough to compare rows; whoever wants every digit reads the tables themselves. */
    private static final MathContext DIGITS = new MathContext(4);

    private static final double SMALLEST_PLAIN = 1e-5;
    private static final double LARGEST_PLAIN = 1e15;

    private AnswerTable() {}

    /**
     * @param columns their names
     * @param rows each with a value, or null, for each column
     */
    public static String of(List<String> columns, List<List<Object>> rows) {
        TextTable table = new TextTable();
        for (int column = 0; column < columns.size(); column++) {
            int index = column;
            boolean numbers = rows.stream()
                    .map(row -> row.get(index))
                    .allMatch(value -> value == null || value instanceof Number);
            table.column(columns.get(column), numbers ? TextTable.Align.RIGHT : TextTable.Align.LEFT);
        }
        for (List<Object> row : rows) {
            table.row(row.stream().map(AnswerTable::text).toList());
        }
        return table.toString();
    }

    private static String text(Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof Double number) {
            return number(number);
        }
        return value.toString().lines().findFirst().orElse("");
    }

    private static String number(double number) {
        if (number == 0) {
            return "0";
        }
        if (!Double.isFinite(number)) {
            return Double.toString(number);
        }
        double size = Math.abs(number);
        BigDecimal rounded = new BigDecimal(number).round(DIGITS).stripTrailingZeros();
        return size < SMALLEST_PLAIN || size >= LARGEST_PLAIN ? rounded.toString() : rounded.toPlainString();
    }
}
