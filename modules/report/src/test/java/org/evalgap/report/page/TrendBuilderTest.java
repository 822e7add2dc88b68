package org.evalgap.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.List;
import org.evalgap.results.rows.DegradationRow;
import org.evalgap.results.rows.DegradationTable;
import org.evalgap.results.rows.TrialResult;
import org.junit.jupiter.api.Test;

class TrendBuilderTest {

    @Test
    void theRunIsAnAxisAndFiguresAreThoseOfItsOwnTrials() {
        List<TrialResult> first = trials(new SyntheticStudy(4, 3).named("monday"));
        List<TrialResult> second = trials(new SyntheticStudy(4, 4).named("tuesday"));
        TrendBuilder trend = new TrendBuilder();
        second.forEach(result -> trend.add("2026-01-02", result));
        first.forEach(result -> trend.add("2026-01-01", result));
        Config json = Pages.json(trend.build("output/2026-01-01 output/2026-01-02"));

        List<String> axes = json.getConfigList("axes").stream()
                .map(axis -> axis.getString("key"))
                .toList();
        int axis = axes.indexOf("run");
        assertThat(json.getConfigList("axes").get(axis).getStringList("values"))
                .containsExactly("2026-01-01", "2026-01-02");
        List<Integer> runs = new ArrayList<>();
        json.getList("cells.position")
                .forEach(position -> runs.add((Integer) ((List<?>) position.unwrapped()).get(axis)));
        List<Integer> replicates = json.getIntList("cells.replicates");
        assertThat(runs).hasSize(8);
        for (int run = 0; run < 2; run++) {
            List<DegradationRow> rows = DegradationTable.of(run == 0 ? first : second);
            int finished = 0;
            for (int cell = 0; cell < runs.size(); cell++) {
                finished += runs.get(cell) == run ? replicates.get(cell) : 0;
            }
            assertThat(finished)
                    .isEqualTo(
                            rows.stream().mapToInt(DegradationRow::replicates).sum());
        }
    }

    private static List<TrialResult> trials(SyntheticStudy study) {
        List<TrialResult> trials = new ArrayList<>();
        study.forEach(trials::add);
        return trials;
    }
}
