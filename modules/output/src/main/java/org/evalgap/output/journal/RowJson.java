package org.evalgap.output.journal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.evalgap.results.schema.RowColumn;
import org.evalgap.results.schema.RowType;

/**
 * A result record as a JSON object and back, column by column. Numbers come back bit for bit: Java prints a double with
 * as many digits as reading needs, and NaN and the infinities, which JSON lacks, are written as strings.
 */
final class RowJson<R extends Record> {

    private final RowType<R> type;

    RowJson(RowType<R> type) {
        this.type = type;
    }

    void write(R row, JsonGenerator json) throws IOException {
        json.writeStartObject();
        for (RowColumn column : type.columns()) {
            json.writeFieldName(column.name());
            Object value = column.valueIn(row);
            if (value == null) {
                json.writeNull();
            } else if (value instanceof Integer number) {
                json.writeNumber(number);
            } else if (value instanceof Long number) {
                json.writeNumber(number);
            } else if (value instanceof Double number) {
                write(number, json);
            } else if (value instanceof Boolean flag) {
                json.writeBoolean(flag);
            } else {
                json.writeString(value.toString());
            }
        }
        json.writeEndObject();
    }

    private static void write(double number, JsonGenerator json) throws IOException {
        if (Double.isFinite(number)) {
            json.writeNumber(number);
        } else {
            json.writeString(Double.toString(number));
        }
    }

    /**
     * The record that {@link #write} wrote.
     *
     * @throws IOException if the object has other columns than this version's record
     */
    R read(JsonNode object) throws IOException {
        if (object.size() > type.columns().size()) {
            throw mismatch(object.size() + " columns");
        }
        List<Object> values = new ArrayList<>();
        for (RowColumn column : type.columns()) {
            values.add(read(object.get(column.name()), column));
        }
        try {
            return type.row(values);
        } catch (IllegalArgumentException e) {
            throw new IOException("cannot make a " + type.recordName() + " of a stored row", e);
        }
    }

    private Object read(JsonNode value, RowColumn column) throws IOException {
        if (value == null || value.isNull()) {
            if (column.nullable()) {
                return null;
            }
            throw mismatch("no " + column.name());
        }
        Class<?> expected = column.valueType();
        if (expected == Integer.class && value.canConvertToInt() && value.isIntegralNumber()) {
            return value.intValue();
        }
        if (expected == Long.class && value.canConvertToLong() && value.isIntegralNumber()) {
            return value.longValue();
        }
        if (expected == Double.class && value.isNumber()) {
            return value.doubleValue();
        }
        if (expected == Double.class && List.of("NaN", "Infinity", "-Infinity").contains(value.textValue())) {
            return Double.valueOf(value.textValue());
        }
        if (expected == Boolean.class && value.isBoolean()) {
            return value.booleanValue();
        }
        if (expected == String.class && value.isTextual()) {
            return value.textValue();
        }
        if (expected == Instant.class && value.isTextual()) {
            return Instant.parse(value.textValue());
        }
        throw mismatch(column.name() + " = " + value);
    }

    private IOException mismatch(String received) {
        return new IOException("cannot read a stored " + type.recordName() + "; expected: the columns "
                + type.columns().stream().map(RowColumn::name).toList() + "; received: " + received
                + "; it was written by another version, use a new output directory");
    }
}
