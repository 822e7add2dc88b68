package org.evalgap.output.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialRow;
import org.evalgap.results.rows.TrialTable;
import org.evalgap.results.schema.RowType;

/**
 * The stored form of one trial's result: a line of JSON and a line with the SHA-256 of the first, so that a record that
 * was cut short or altered is known as such. Nothing stored is ever read through Java deserialization.
 */
public final class TrialRecord {

    static final int VERSION = 1;

    private static final String CHECKSUM_NAME = "sha256 ";
    private static final int CHECKSUM_LINE = CHECKSUM_NAME.length() + 64 + 1;
    private static final JsonFactory JSON = new JsonFactory();
    private static final ObjectMapper MAPPER = new ObjectMapper(JSON);
    private static final RowJson<TrialRow> TRIAL = new RowJson<>(RowType.of(TrialRow.class));

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
        bytes.writeBytes((CHECKSUM_NAME + sha256(line, line.length) + "\n").getBytes(StandardCharsets.US_ASCII));
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
     * @throws IOException if they are, but by a version of EvalGap with other columns
     */
    public static TrialResult decode(byte[] record) throws CorruptRecordException, IOException {
        checksum(record);
        JsonNode root = MAPPER.readTree(record, 0, record.length - CHECKSUM_LINE);
        requireVersion(root.path("version").asText());
        Map<TrialTable<?>, List<? extends Record>> rows = new HashMap<>();
        for (TrialTable<?> table : TrialTable.ALL) {
            rows.put(table, read(table, root));
        }
        return TrialTable.result(rows::get);
    }

    /**
     * The trial of the result that {@link #encode} wrote, without its other rows: most of the record is not parsed.
     *
     * @throws CorruptRecordException if the bytes are not what was written
     * @throws IOException if they are, but by a version of EvalGap with other columns
     */
    static TrialRow decodeTrial(byte[] record) throws CorruptRecordException, IOException {
        checksum(record);
        try (JsonParser json = JSON.createParser(record, 0, record.length - CHECKSUM_LINE)) {
            json.nextToken();
            json.nextToken();
            json.nextToken();
            requireVersion(json.getText());
            json.nextToken();
            json.nextToken();
            return TRIAL.read(MAPPER.readTree(json));
        }
    }

    private static void requireVersion(String version) throws IOException {
        if (!version.equals(String.valueOf(VERSION))) {
            throw new IOException("cannot read a stored trial; expected: version " + VERSION + "; received: version "
                    + version + "; use the EvalGap that wrote it or a new output directory");
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
        String expected = sha256(record, content);
        String line = new String(record, content, CHECKSUM_LINE, StandardCharsets.ISO_8859_1);
        if (!line.equals(CHECKSUM_NAME + expected + "\n")) {
            throw new CorruptRecordException(
                    "expected: the checksum " + expected + "; received: a last line that differs");
        }
        return expected;
    }

    private static String sha256(byte[] bytes, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, 0, length);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
