package org.evalgap.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.evalgap.data.ByteSource;
import org.evalgap.data.Dataset;
import org.evalgap.data.source.DatasetReader;
import org.evalgap.report.figures.Spread;
import org.evalgap.results.aggregates.DegradationRow;
import org.evalgap.results.aggregates.DegradationTable;
import org.evalgap.results.claims.ClaimsEvaluation;
import org.evalgap.results.rows.Rows;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialRow;
import org.evalgap.results.statistics.Estimate;
import org.evalgap.study.binding.Canonical;
import org.evalgap.study.plan.Plan;
import org.evalgap.study.plan.Trial;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyReader;
import org.junit.jupiter.api.Test;

class ReportBuilderTest {

    /** Bytes of the whole page, as people have to load it. */
    private static final int BUDGET = 5_000_000;

    private static Double number(ConfigList column, int row) {
        ConfigValue value = column.get(row);
        return value.unwrapped() == null ? null : ((Number) value.unwrapped()).doubleValue();
    }

    @Test
    void figuresOfCellsAreTheTables() {
        List<TrialResult> trials = new SyntheticStudy(40, 4).all();
        List<DegradationRow> rows = DegradationTable.of(trials);
        Config json = Pages.json(Pages.of(trials));
        assertThat(json.getStringList("cells.id"))
                .isEqualTo(rows.stream().map(DegradationRow::cellId).toList());
        Config metrics = json.getConfig("metrics");
        assertColumn(metrics, "degradation/test", rows, DegradationRow::degradation);
        assertColumn(metrics, "degradation/train", rows, DegradationRow::trainSplitDegradation);
        assertColumn(metrics, "eval-mode/test", rows, DegradationRow::evalModeAccuracy);
        assertColumn(metrics, "train-mode/test", rows, DegradationRow::trainModeAccuracy);
        assertColumn(metrics, "total-gap", rows, DegradationRow::totalGap);
        assertColumn(metrics, "share/statistics", rows, row -> row.shares().statisticsShare());
        assertColumn(metrics, "share/dropout", rows, row -> row.shares().dropoutShare());
        assertColumn(metrics, "share/split", rows, row -> row.shares().splitShare());
        ConfigList trainingLog = metrics.getConfig("training-log").getList("mean");
        for (int row = 0; row < rows.size(); row++) {
            assertThat(number(trainingLog, row)).isCloseTo(rows.get(row).trainingLogAccuracy(), within(1e-6));
        }
    }

    private static void assertColumn(
            Config metrics, String name, List<DegradationRow> rows, Function<DegradationRow, Estimate> figure) {
        Config columns = ((ConfigObject) metrics.root().get(name)).toConfig();
        for (int row = 0; row < rows.size(); row++) {
            Estimate expected = figure.apply(rows.get(row));
            assertThat(number(columns.getList("mean"), row))
                    .as("%s of cell %d", name, row)
                    .isCloseTo(expected.mean(), within(1e-6));
            assertThat((List<?>) columns.getList("replicates").get(row).unwrapped())
                    .hasSize(rows.get(row).replicates());
            Double half = number(columns.getList("half"), row);
            if (rows.get(row).replicates() < Spread.ENOUGH) {
                assertThat(half).isNull();
            } else {
                assertThat(half).isCloseTo(expected.half(), within(1e-5));
            }
        }
    }

    @Test
    void claimsAreTheTables() {
        List<TrialResult> trials = new SyntheticStudy(20, 2).all();
        var rows = ClaimsEvaluation.of(trials);
        var claims = Pages.json(Pages.of(trials)).getConfigList("claims");
        assertThat(claims).hasSameSizeAs(rows);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(claims.get(i).getString("verdict")).isEqualTo(rows.get(i).verdict());
            assertThat(claims.get(i).getInt("trials")).isEqualTo(rows.get(i).trials());
        }
    }

    /** Settings leave out what is the default; axes do not. */
    @Test
    void axesHaveTheValuesThatSettingsLeaveOut() {
        Study study = StudyReader.parse("axes.conf", """
                study {
                  name = axes
                  dataset { kind = synthetic, height = 8, width = 8, channels = 1, classes = 2, train-per-class = 8, test-per-class = 4 }
                  trial { network { kind = simplenet, dropout = 0.2 }, training.batch-size = 8 }
                  grid {
                    network.ghost-batch-size = [0, 4]
                    training.label-smoothing = [0, 0.1]
                    training.freeze-batch-norm-after = [1, 0.5]
                    training.learning-rate-schedule = [constant, cosine]
                    network.dropout-rescale = [true, false]
                  }
                }
                """);
        Dataset dataset = DatasetReader.read(study.dataset(), ByteSource.local());
        Plan plan = Plan.whole(study, dataset);
        List<TrialResult> trials = plan.trainings().stream()
                .flatMap(training -> training.trials().stream())
                .map(ReportBuilderTest::unmeasured)
                .toList();
        Config json = Pages.json(Pages.of(trials));
        assertThat(json.getConfigList("axes").stream()
                        .map(axis -> axis.getString("key") + " " + axis.getStringList("values")))
                .containsExactlyInAnyOrder(
                        "network.ghost-batch-size [0, 4]",
                        "training.label-smoothing [0, 0.1]",
                        "training.freeze-batch-norm-after [0.5, 1]",
                        "training.learning-rate-schedule [constant, cosine]",
                        "network.dropout-rescale [false, true]");
        assertThat(json.getList("cells.position").unwrapped())
                .hasSize(32)
                .doesNotHaveDuplicates()
                .allSatisfy(position -> assertThat(position.toString()).doesNotContain("-1"));
    }

    private static TrialResult unmeasured(Trial trial) {
        Map<String, Object> columns = new HashMap<>();
        columns.put("trialId", trial.id());
        columns.put("cellId", trial.cellId());
        columns.put("cell", trial.cellLabel());
        columns.put("axes", Canonical.json(trial.axes()));
        columns.put("status", "FAILED");
        columns.put("settings", "{}");
        return Rows.result(Rows.row(TrialRow.class, columns, new SplittableRandom(1)), List.of());
    }

    @Test
    void failuresComeFirstWithTheirReasons() {
        Config trials = Pages.json(Pages.of(new SyntheticStudy(40, 3).all())).getConfig("trials");
        List<Integer> status = trials.getIntList("status");
        assertThat(trials.getStringList("statuses")).containsExactly("DIVERGED", "OK");
        assertThat(status).hasSize(120).isSorted();
        assertThat(status.stream().filter(code -> code == 0)).hasSize(2);
        assertThat(trials.getStringList("reasons")).containsExactly("loss is NaN in step 3");
        assertThat(trials.getIntList("reason").subList(0, 3)).containsExactly(0, 0, -1);
    }

    @Test
    void tenThousandTrialsFitIntoThePage() {
        SyntheticStudy study = new SyntheticStudy(5_000, 2);
        ReportBuilder builder = new ReportBuilder();
        List<TrialResult> trials = study.all();
        trials.forEach(builder::add);
        ReportData data = builder.build(DegradationTable.of(trials), List.of(), "output/study");
        assertThat(ReportPage.html(data).getBytes(StandardCharsets.UTF_8).length)
                .isLessThan(BUDGET);
        Config json = Pages.json(data);
        assertThat(json.getStringList("trials.id")).hasSize(study.trials());
        assertThat(json.getStringList("notes"))
                .singleElement()
                .asString()
                .matches("Details .* are shown of the [0-9]+"
                        + " cells of 5000 whose accuracy eval\\(\\) changed most, up or down; the tables have all\\.");
    }

    @Test
    void longAndManyReasonsAreCut() {
        List<TrialResult> trials = new SyntheticStudy(100, 1)
                .failingBecause("\ud83d\ude00".repeat(5_000))
                .all();
        Config json = Pages.json(Pages.of(trials)).getConfig("trials");
        assertThat(json.getStringList("reasons"))
                .singleElement()
                .asString()
                .hasSize(TrialList.REASON + 1)
                .endsWith("…");
    }

    @Test
    void noTrialsAreAPageToo() {
        Config json = Pages.json(Pages.of(List.of()));
        assertThat(json.getString("verdict.headline")).isEqualTo("There are no published trials yet.");
        assertThat(json.getStringList("cells.id")).isEmpty();
        assertThat(json.getConfig("metrics").root()).isEmpty();
    }
}
