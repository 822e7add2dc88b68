package org.evalgap.output.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.evalgap.data.tools.Sha256;
import org.evalgap.results.rows.AttributionRow;
import org.evalgap.results.rows.ComparisonRow;
import org.evalgap.results.rows.EpochRow;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.LayerRow;
import org.evalgap.results.rows.NoGradRow;
import org.evalgap.results.rows.RemedyRow;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialRow;

/**
 * The stored form of one trial's result: a line of JSON and a line with the SHA-256 of the first, so that a record that
 * was cut short or altered is known as such. Nothing stored is ever read through Java deserialization.
 */
public final class TrialRecord {

    static final int VERSION = 1;

    private static final String CHECKSUM_NAME = "sha256 ";
    private static final int CHECKSUM_LINE = CHECKSUM_NAME.length() + Sha256.DIGITS + 1;
    private static final JsonFactory JSON = new JsonFactory();
    private static final ObjectMapper MAPPER = new ObjectMapper(JSON);
    private static final RowJson<TrialRow> TRIAL = new RowJson<>(TrialRow.class);
    private static final RowJson<EpochRow> EPOCH = new RowJson<>(EpochRow.class);
    private static final RowJson<EvaluationRow> EVALUATION = new RowJson<>(EvaluationRow.class);
    private static final RowJson<ComparisonRow> COMPARISON = new RowJson<>(ComparisonRow.class);
    private static final RowJson<AttributionRow> ATTRIBUTION = new RowJson<>(AttributionRow.class);
    private static final RowJson<NoGradRow> NO_GRAD = new RowJson<>(NoGradRow.class);
    private static final RowJson<RemedyRow> REMEDY = new RowJson<>(RemedyRow.class);
    private static final RowJson<LayerRow> LAYER = new RowJson<>(LayerRow.class);

    private TrialRecord() {}

    public static byte[] encode(TrialResult result) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeNumberField("version", VERSION);
            json.writeFieldName("trial");
            TRIAL.write(result.trial(), json);
            write("epochs", result.epochs(), EPOCH, json);
            write("evaluations", result.evaluations(), EVALUATION, json);
            write("comparisons", result.comparisons(), COMPARISON, json);
            write("attribution", result.attribution(), ATTRIBUTION, json);
            write("no_grad", result.noGrad(), NO_GRAD, json);
            write("remedies", result.remedies(), REMEDY, json);
            write("layers", result.layers(), LAYER, json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory does not fail", e);
        }
        bytes.write('\n');
        byte[] line = bytes.toByteArray();
        bytes.writeBytes((CHECKSUM_NAME + Sha256.hex(line) + "\n").getBytes(StandardCharsets.US_ASCII));
        return bytes.toByteArray();
    }

    private static <R extends Record> void write(String name, List<R> rows, RowJson<R> row, JsonGenerator json)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (R each : rows) {
            row.write(each, json);
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
        return new TrialResult(
                TRIAL.read(root.path("trial")),
                read(root.path("epochs"), EPOCH),
                read(root.path("evaluations"), EVALUATION),
                read(root.path("comparisons"), COMPARISON),
                read(root.path("attribution"), ATTRIBUTION),
                read(root.path("no_grad"), NO_GRAD),
                read(root.path("remedies"), REMEDY),
                read(root.path("layers"), LAYER));
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

    private static <R extends Record> List<R> read(JsonNode array, RowJson<R> row) throws IOException {
        List<R> rows = new ArrayList<>(array.size());
        for (JsonNode each : array) {
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
