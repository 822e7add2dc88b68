package org.evalgap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.evalgap.cli.console.ExitCode;
import org.evalgap.results.rows.Rows;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.study.binding.Canonical;
import org.evalgap.study.binding.Records;
import org.evalgap.study.plan.Training;
import org.evalgap.study.plan.Trial;
import org.evalgap.study.reading.TrialSettings;
import org.junit.jupiter.api.Test;

/** Sweeps whose results decide how many replicates each cell has. */
class ReplicatesUntilDecidedTest extends CommandTest {

    private static final String UNTIL_INTERVAL =
            "replicates={ at-least = 4, at-most = 8, until { kind = interval, half-width = 0.05 } }";
    private static final String UNTIL_VERDICTS = "replicates={ at-least = 4, at-most = 8, until = verdicts }";

    /** EVAL mode loses 25 points on average; replicates scatter by a tenth of a point with batches of 4, else by 10. */
    private static List<TrialResult> scattered(Training training) {
        List<TrialResult> results = new ArrayList<>();
        List<TrialResult> madeUp = madeUp(training);
        for (int i = 0; i < madeUp.size(); i++) {
            Trial trial = training.trials().get(i);
            SplittableRandom random = new SplittableRandom(trial.replicate());
            double scatter = trial.config().training().batchSize() == 4 ? 0.001 : 0.1;
            double evalMode = 0.5 + (trial.replicate() % 2 == 0 ? scatter : -scatter);
            results.add(Rows.result(
                    Records.with(
                            madeUp.get(i).trial(),
                            Map.of("settings", Canonical.json(TrialSettings.of(trial.config())))),
                    List.of(
                            evaluation(trial, "forgot-eval", 0.75, random),
                            evaluation(trial, "deployed", evalMode, random))));
        }
        return results;
    }

    private int adaptive(String... options) {
        List<String> arguments = new ArrayList<>(List.of("sweep", conf.toString(), "--output", output.toString()));
        arguments.addAll(List.of(options));
        return run((training, dataset) -> scattered(training), arguments.toArray(String[]::new));
    }

    private List<String> ended() {
        assertThat(run(
                        "query",
                        output.toString(),
                        "SELECT batch_size, replicates, ended_by FROM degradation ORDER BY batch_size"))
                .isEqualTo(ExitCode.DONE);
        return out.toString().lines().skip(1).map(String::strip).toList();
    }

    @Test
    void eachCellHasAsManyReplicatesAsItsIntervalNeeds() throws IOException {
        assertThat(adaptive("--set", UNTIL_INTERVAL)).as(err.toString()).isEqualTo(ExitCode.DONE);
        assertThat(RUN).hasSize(4 + 8).doesNotHaveDuplicates();
        List<String> run = List.copyOf(RUN);
        assertThat(err.toString())
                .contains("Study small: 2 cells, 8 trials at first and at most 16, 8 of them to run in 8 trainings;")
                .contains("Look 2 of at most 4: enough replicates in 1 of 2 cells, 5 in the others; trials to run: 1")
                .contains("Look 4 of at most 4: enough replicates in 1 of 2 cells, 8 in the others; trials to run: 1");
        String summary = out.toString();
        assertThat(summary.lines().map(line -> line.replaceAll(" +", " ").strip()))
                .anyMatch(line -> line.startsWith("4 4 interval "))
                .anyMatch(line -> line.startsWith("8 8 at-most "))
                .contains(
                        "ended by: why a cell has no more replicates; intervals and verdicts allow for the looks at the"
                                + " results.");
        assertThat(ended()).containsExactly("4           4  interval", "8           8  at-most");

        // Whatever is missing after a crash is run again, and nothing else: decisions follow from what is published.
        for (int lost : new int[] {1, 9, 11}) {
            Files.delete(output.resolve("records/" + run.get(lost) + ".json"));
        }
        assertThat(adaptive("--set", UNTIL_INTERVAL)).isEqualTo(ExitCode.DONE);
        assertThat(RUN).containsExactlyInAnyOrder(run.get(1), run.get(9), run.get(11));
        assertThat(out).hasToString(summary);
    }

    @Test
    void moreReplicatesAreTheSameStudyGrownAndACellWhoseNetworksLearnNothingEndsEarly() {
        guessingBatchSize = 8;
        assertThat(adaptive("--set", "replicates=2")).isEqualTo(ExitCode.DONE);
        assertThat(RUN).hasSize(4);
        assertThat(adaptive("--set", UNTIL_INTERVAL)).isEqualTo(ExitCode.DONE);
        assertThat(RUN).hasSize(4);
        assertThat(ended()).containsExactly("4           4  interval", "8           4  not-learned");
    }

    /** One claim is sure at the first look, one later, and one would not be with any number up to the most. */
    @Test
    void cellsEndWithTheVerdictsTheyHaveToDoWith() {
        String claims = "claims=[" + claim(4, 0.2) + "," + claim(8, 0.05) + "," + claim(16, 0.249) + "]";
        assertThat(adaptive("--set", UNTIL_VERDICTS, "--set", claims, "--set", "grid.training.batch-size=[4, 8, 16]"))
                .as(err.toString())
                .isEqualTo(ExitCode.DONE);
        int ofEight = RUN.size() - 8;
        assertThat(ofEight).isBetween(5, 7);
        assertThat(out.toString().lines().filter(line -> line.endsWith(" supported")))
                .hasSize(2);
        assertThat(out.toString().lines().filter(line -> line.endsWith(" inconclusive")))
                .hasSize(1);
        assertThat(err.toString()).doesNotContain("Look 4");
        assertThat(ended())
                .containsExactly(
                        "4           4  verdicts", "8           " + ofEight + "  verdicts", "16           4  verdicts");
    }

    private static String claim(int batchSize, double matters) {
        return "{ id = of-" + batchSize + ", statement = Worse, contrasts = [{ id = all, metric = degradation,"
                + " unit = points, first = { training.batch-size = " + batchSize + " }, direction = above, matters = "
                + matters + " }] }";
    }

    @Test
    void thePlanSaysFromWhereToWhere() {
        assertThat(run("plan", conf.toString(), "--set", UNTIL_INTERVAL)).isEqualTo(ExitCode.DONE);
        assertThat(out.toString())
                .contains("  2 cells x 4 to 8 replicates = 8 to 16 trials, until the interval of degradation is within"
                        + " ± 5 points; what follows is of the most\n")
                .contains("  16 trainings, which evaluate 16 trials\n");
        assertThat(run("plan", conf.toString(), "--set", UNTIL_VERDICTS)).isEqualTo(ExitCode.DONE);
        assertThat(out.toString())
                .contains("trials, until the claims have their verdicts; what follows is of the most\n");
    }
}
