package org.evalgap.models;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.shade.jackson.core.JsonFactory;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonToken;

/** The JSON at the start of a safetensors file: where each tensor lies in the bytes that follow. */
final class SafetensorsHeader {

    private static final JsonFactory JSON = new JsonFactory().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    /**
     * @param type as the file names it: {@code F32}
     * @param begin of the tensor's bytes, after the header
     * @param end behind its last byte
     */
    record Entry(String type, long[] shape, long begin, long end) {}

    private SafetensorsHeader() {}

    /**
     * The entries in the order of the header, without {@code __metadata__}.
     *
     * @throws IOException if the JSON is damaged or holds something else
     */
    static Map<String, Entry> parse(byte[] json) throws IOException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        try (JsonParser parser = JSON.createParser(json)) {
            expect(parser.nextToken() == JsonToken.START_OBJECT, "object");
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.getCurrentName();
                expect(parser.nextToken() == JsonToken.START_OBJECT, "object for " + name);
                if (name.equals("__metadata__")) {
                    parser.skipChildren();
                } else {
                    entries.put(name, entry(parser, name));
                }
            }
            // Writers fill up with spaces so that the tensors are aligned.
            expect(
                    parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null,
                    "end behind the object");
        }
        return entries;
    }

    private static Entry entry(JsonParser parser, String name) throws IOException {
        String type = null;
        long[] shape = null;
        long[] offsets = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.getCurrentName();
            parser.nextToken();
            switch (field) {
                case "dtype" -> type = parser.getText();
                case "shape" -> shape = longs(parser);
                case "data_offsets" -> offsets = longs(parser);
                default -> throw new IOException("something else than dtype, shape and data_offsets for " + name);
            }
        }
        expect(
                type != null && shape != null && offsets != null && offsets.length == 2,
                "dtype, shape and pair of data_offsets for " + name);
        return new Entry(type, shape, offsets[0], offsets[1]);
    }

    private static long[] longs(JsonParser parser) throws IOException {
        expect(parser.currentToken() == JsonToken.START_ARRAY, "array");
        List<Long> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            expect(parser.currentToken() == JsonToken.VALUE_NUMBER_INT, "whole numbers");
            values.add(parser.getLongValue());
        }
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    private static void expect(boolean condition, String what) throws IOException {
        if (!condition) {
            throw new IOException("no " + what);
        }
    }
}
