package org.evalgap.output.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.evalgap.data.tools.Sha256;
import org.evalgap.output.storage.UnusableOutputException;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialTable;
import org.evalgap.study.plan.EngineVersion;

/**
 * The stored form of one trial's result: a line of JSON and a line with the SHA-256 of the first, so that a record that
 * was cut short or altered is known as such. Nothing stored is ever read through Java deserialization.
 */
public final class TrialRecord {

    static final int VERSION = 1;

    private static final String WHAT_TO_DO = "use the EvalGap that wrote it or a new output directory";
    private static final String CHECKSUM_NAME = "sha256 ";
    private static final int CHECKSUM_LINE = CHECKSUM_NAME.length() + Sha256.DIGITS + 1;
    private static final JsonFactory JSON = new JsonFactory();
    private static final ObjectMapper MAPPER = new ObjectMapper(JSON);

    private TrialRecord() {}

    public static byte[] encode(TrialResult result) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeNumberField("version", VERSION);
            for (TrialTable<?> table : TrialTable.ALL) {
                write(table, result, json);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory does not fail", e);
        }
        bytes.write('\n');
        byte[] line = bytes.toByteArray();
        bytes.writeBytes((CHECKSUM_NAME + Sha256.hex(line) + "\n").getBytes(StandardCharsets.US_ASCII));
        return bytes.toByteArray();
    }

    private static <R extends Record> void write(TrialTable<R> table, TrialResult result, JsonGenerator json)
            throws IOException {
        RowJson<R> rows = new RowJson<>(table.type());
        if (table.isOfTrials()) {
            json.writeFieldName("trial");
            rows.write(table.rows(result).get(0), json);
            return;
        }
        json.writeArrayFieldStart(table.name());
        for (R row : table.rows(result)) {
            rows.write(row, json);
        }
        json.writeEndArray();
    }

    /**
     * The result that {@link #encode} wrote.
     *
     * @throws CorruptRecordException if the bytes are not what was written
     * @throws UnusableOutputException if they are, but by another version of EvalGap
     */
    public static TrialResult decode(byte[] record) throws CorruptRecordException, UnusableOutputException {
        checksum(record);
        JsonNode root;
        try {
            root = MAPPER.readTree(record, 0, record.length - CHECKSUM_LINE);
        } catch (IOException e) {
            throw new CorruptRecordException("expected: a line of JSON; received: something else", e);
        }
        requireVersion(root.path("version"));
        try {
            Map<TrialTable<?>, List<? extends Record>> rows = new HashMap<>();
            for (TrialTable<?> table : TrialTable.ALL) {
                rows.put(table, read(table, root));
            }
            TrialResult result = TrialTable.result(rows::get);
            requireObject("settings", result.trial().settings());
            requireObject("axes", result.trial().axes());
            return result;
        } catch (IOException | RuntimeException e) {
            // Its rows check themselves as they are made, each in its own way.
            String writer = root.path("trial").path("engine_version").asText();
            if (!writer.isEmpty() && !writer.equals(EngineVersion.CURRENT)) {
                throw new UnusableOutputException(
                        "cannot read a stored trial; expected: one of EvalGap " + EngineVersion.CURRENT
                                + "; received: one of EvalGap " + writer + " with other columns; " + WHAT_TO_DO,
                        e);
            }
            throw new CorruptRecordException(e.getMessage(), e);
        }
    }

    /** Aggregation reads these texts, null in records of versions that had none. */
    private static void requireObject(String column, String json) throws IOException {
        if (json != null && !MAPPER.readTree(json).isObject()) {
            throw new IOException("expected: " + column + " as a JSON object; received: other JSON");
        }
    }

    private static void requireVersion(JsonNode version) throws CorruptRecordException, UnusableOutputException {
        if (!version.isIntegralNumber() || version.longValue() < VERSION) {
            throw new CorruptRecordException("expected: version " + VERSION + "; received: version " + version);
        }
        if (version.longValue() > VERSION) {
            throw new UnusableOutputException("cannot read a stored trial; expected: version " + VERSION
                    + "; received: version " + version.asText() + "; " + WHAT_TO_DO);
        }
    }

    /** No rows of a table that the version which wrote the record did not have. */
    private static <R extends Record> List<R> read(TrialTable<R> table, JsonNode root) throws IOException {
        RowJson<R> row = new RowJson<>(table.type());
        if (table.isOfTrials()) {
            return List.of(row.read(root.path("trial")));
        }
        List<R> rows = new ArrayList<>();
        for (JsonNode each : root.path(table.name())) {
            rows.add(row.read(each));
        }
        return rows;
    }

    /**
     * The SHA-256 that a record carries, as hexadecimal digits.
     *
     * @throws CorruptRecordException if it is not that of its content
     */
    static String checksum(byte[] record) throws CorruptRecordException {
        int content = record.length - CHECKSUM_LINE;
        if (content <= 0) {
            throw new CorruptRecordException(
                    "expected: a line of JSON and a line with its checksum; received: " + record.length + " bytes");
        }
        String expected = Sha256.hex(record, content);
        String line = new String(record, content, CHECKSUM_LINE, StandardCharsets.ISO_8859_1);
        if (!line.equals(CHECKSUM_NAME + expected + "\n")) {
            throw new CorruptRecordException(
                    "expected: the checksum " + expected + "; received: a last line that differs");
        }
        return expected;
    }
}
