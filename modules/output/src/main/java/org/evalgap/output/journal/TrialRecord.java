package org.evalgap.output.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.evalgap.data.tools.Sha256;
import org.evalgap.output.storage.UnusableOutputException;
import org.evalgap.results.rows.AttributionRow;
import org.evalgap.results.rows.ComparisonRow;
import org.evalgap.results.rows.EpochRow;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.LayerRow;
import org.evalgap.results.rows.NoGradRow;
import org.evalgap.results.rows.RemedyRow;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialRow;
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
            return new TrialResult(
                    TRIAL.read(root.path("trial")),
                    read(root.path("epochs"), EPOCH),
                    read(root.path("evaluations"), EVALUATION),
                    read(root.path("comparisons"), COMPARISON),
                    read(root.path("attribution"), ATTRIBUTION),
                    read(root.path("no_grad"), NO_GRAD),
                    read(root.path("remedies"), REMEDY),
                    read(root.path("layers"), LAYER));
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

    private static void requireVersion(JsonNode version) throws CorruptRecordException, UnusableOutputException {
        if (!version.isIntegralNumber() || version.longValue() < VERSION) {
            throw new CorruptRecordException("expected: version " + VERSION + "; received: version " + version);
        }
        if (version.longValue() > VERSION) {
            throw new UnusableOutputException("cannot read a stored trial; expected: version " + VERSION
                    + "; received: version " + version.asText() + "; " + WHAT_TO_DO);
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
