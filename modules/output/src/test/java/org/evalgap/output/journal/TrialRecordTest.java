package org.evalgap.output.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.evalgap.output.storage.UnusableOutputException;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.Results;
import org.evalgap.results.rows.Rows;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialStatus;
import org.evalgap.study.plan.EngineVersion;
import org.junit.jupiter.api.Test;

class TrialRecordTest {

    @Test
    void whatIsReadIsWhatWasWritten() throws Exception {
        for (int seed = 0; seed < 200; seed++) {
            TrialResult result = Results.ok(Results.id(seed));
            assertThat(TrialRecord.decode(TrialRecord.encode(result))).isEqualTo(result);
        }
    }

    @Test
    void doublesComeBackBitForBit() throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        List<Double> special = List.of(
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                0.0,
                -0.0,
                Double.MIN_VALUE,
                Double.MIN_NORMAL,
                Double.MAX_VALUE,
                2.0e-3,
                1.0);
        for (int i = 0; i < 2_000; i++) {
            double accuracy = i < special.size() ? special.get(i) : Double.longBitsToDouble(random.nextLong());
            EvaluationRow row = Rows.row(EvaluationRow.class, Map.of("accuracy", accuracy), random);
            TrialResult template = Results.ok(Results.id(1));
            TrialResult result = Rows.result(template.trial(), List.of(row));
            EvaluationRow read =
                    TrialRecord.decode(TrialRecord.encode(result)).evaluations().get(0);
            assertThat(Double.doubleToLongBits(read.accuracy())).isEqualTo(Double.doubleToLongBits(accuracy));
        }
    }

    @Test
    void everyFlippedBitIsNoticed() {
        byte[] record = TrialRecord.encode(Results.ok(Results.id(1)));
        for (int i = 0; i < record.length; i++) {
            byte[] damaged = record.clone();
            damaged[i] ^= (byte) (1 << (i % 8));
            assertThatThrownBy(() -> TrialRecord.decode(damaged))
                    .isInstanceOf(CorruptRecordException.class)
                    .hasMessageMatching("expected: the checksum [0-9a-f]{64}; received: a last line that differs");
        }
    }

    @Test
    void everyTruncationIsNoticed() {
        byte[] record = TrialRecord.encode(Results.ok(Results.id(1)));
        for (int length = 0; length < record.length; length++) {
            byte[] damaged = Arrays.copyOf(record, length);
            assertThatThrownBy(() -> TrialRecord.decode(damaged)).isInstanceOf(CorruptRecordException.class);
        }
        assertThatThrownBy(() -> TrialRecord.decode(new byte[0]))
                .hasMessage("expected: a line of JSON and a line with its checksum; received: 0 bytes");
    }

    @Test
    void theRecordOfAnotherVersionIsNotTakenForADamagedOne() throws Exception {
        String json = text(TrialRecord.encode(Results.ok(Results.id(1))))
                .lines()
                .toList()
                .get(0);
        byte[] later = signed(json.replace("\"version\":1", "\"version\":2"));
        String message = "cannot read a stored trial; expected: version 1; received: version 2;"
                + " use the EvalGap that wrote it or a new output directory";
        assertThatThrownBy(() -> TrialRecord.decode(later))
                .isInstanceOf(IOException.class)
                .hasMessage(message);
        String theirs = json.replaceFirst("\"engine_version\":\"(?:\\\\.|[^\"])*\"", "\"engine_version\":\"9.9\"");
        assertThatThrownBy(() -> TrialRecord.decode(signed(theirs.replace("\"status\":", "\"state\":"))))
                .isInstanceOf(UnusableOutputException.class)
                .hasMessage("cannot read a stored trial; expected: one of EvalGap " + EngineVersion.CURRENT
                        + "; received: one of EvalGap 9.9 with other columns; use the EvalGap that wrote it or a new"
                        + " output directory");
    }

    @Test
    void rightChecksumsDoNotMakeContentRight() throws Exception {
        String json = text(TrialRecord.encode(Results.ok(Results.id(1))))
                .lines()
                .toList()
                .get(0)
                .replaceFirst(
                        "\"engine_version\":\"(?:\\\\.|[^\"])*\"",
                        "\"engine_version\":\"" + EngineVersion.CURRENT + "\"");
        assertThat(TrialRecord.decode(signed(json)).trial().trialId()).isEqualTo(Results.id(1));
        Map<String, String> contents = Map.of(
                json.replace("\"settings\":\"{}\"", "\"settings\":\"[]\""),
                "expected: settings as a JSON object; received: other JSON",
                json.replace("\"settings\":\"{}\"", "\"settings\":\"include file(a)\""),
                "Unrecognized token 'include'",
                json.replace("\"version\":1", "\"version\":0"),
                "expected: version 1; received: version 0",
                json.replace("\"version\":1", "\"version\":\"x\""),
                "expected: version 1; received: version \"x\"",
                json.replace("\"status\":", "\"state\":"),
                "cannot read a stored TrialRow; expected: the columns ",
                json.replaceFirst("\"started_at\":\"[^\"]*\"", "\"started_at\":\"noon\""),
                "Text 'noon' could not be parsed",
                "no JSON",
                "expected: a line of JSON; received: something else",
                "[".repeat(1001) + "]".repeat(1001),
                "expected: a line of JSON; received: something else",
                "{}",
                "expected: version 1; received: version ");
        for (Map.Entry<String, String> content : contents.entrySet()) {
            byte[] record = signed(content.getKey());
            assertThatThrownBy(() -> TrialRecord.decode(record))
                    .isInstanceOf(CorruptRecordException.class)
                    .hasMessageStartingWith(content.getValue());
        }
    }

    /** A record as the first schema version wrote it, kept to be read for ever. */
    @Test
    void theRecordOfTheFirstSchemaVersionIsRead() throws Exception {
        byte[] record;
        try (InputStream file = TrialRecordTest.class.getResourceAsStream("record-of-schema-version-1.json")) {
            record = file.readAllBytes();
        }
        TrialResult result = TrialRecord.decode(record);
        assertThat(result.trial().status()).isEqualTo(TrialStatus.OK);
        assertThat(result.trial().cellSettings().batchSize()).isEqualTo(32);
        assertThat(result.epochs()).hasSize(3);
        assertThat(result.attribution()).hasSize(4);
        assertThat(result.layers()).isNotEmpty();
        assertThat(result.remedies()).isNotEmpty();
    }

    /** Whatever an old record says is written again with the same text, so that only additions differ. */
    @Test
    void theRecordOfTheFirstSchemaVersionIsWrittenAsItWas() throws Exception {
        byte[] old;
        try (InputStream file = TrialRecordTest.class.getResourceAsStream("record-of-schema-version-1.json")) {
            old = file.readAllBytes();
        }
        String[] fields = text(old).lines().findFirst().orElseThrow().split("(?<=[,{}\\[\\]])", -1);
        String written = text(TrialRecord.encode(TrialRecord.decode(old)));
        int at = 0;
        for (String field : fields) {
            String bare = field.replaceAll("[,}\\]]+$", "");
            int next = written.indexOf(bare, at);
            assertThat(next).as("%s behind character %d", bare, at).isNotNegative();
            at = next;
        }
    }

    @Test
    void aTableThatAnOlderVersionDidNotHaveIsEmpty() throws Exception {
        String json = text(TrialRecord.encode(Results.ok(Results.id(1))))
                .lines()
                .toList()
                .get(0);
        String without = json.replaceFirst("\"layers\":\\[.*?}]", "\"other\":[]");
        assertThat(without).isNotEqualTo(json);
        assertThat(TrialRecord.decode(signed(without)).layers()).isEmpty();
    }

    private static byte[] signed(String json) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest((json + "\n").getBytes(StandardCharsets.UTF_8));
        return (json + "\nsha256 " + HexFormat.of().formatHex(digest) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
