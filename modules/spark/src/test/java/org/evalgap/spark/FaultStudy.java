package org.evalgap.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.evalgap.data.ByteSource;
import org.evalgap.data.Dataset;
import org.evalgap.data.source.DatasetReader;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.spark.training.StudyRunner;
import org.evalgap.study.plan.CostModel;
import org.evalgap.study.plan.EngineVersion;
import org.evalgap.study.plan.Plan;
import org.evalgap.study.plan.Training;
import org.evalgap.study.plan.Trial;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyReader;

/** A study of real but tiny trainings, for tests that get in their way. */
final class FaultStudy {

    private final Study study;
    private final Dataset dataset;

    FaultStudy(int replicates) {
        study = StudyReader.parse("faults", """
                study {
                  name = faults, replicates = %d
                  dataset { kind = synthetic, height = 8, width = 8, channels = 1, classes = 2, train-per-class = 8, test-per-class = 4 }
                  trial { network { kind = cnn, widths = [2], normalization = batch, dropout = 0.2 }, training { epochs = 2, learning-rate = 0.05 } }
                  grid.training.batch-size = [2, 4]
                  evaluation { bootstrap-resamples = 10 }
                }
                """.formatted(replicates));
        dataset = DatasetReader.read(study.dataset(), ByteSource.local());
    }

    Dataset dataset() {
        return dataset;
    }

    StudyRunner runner() {
        return new StudyRunner(study.name(), study.evaluation());
    }

    /** Its trainings of one trial each, but for the published trials. */
    Plan plan(Set<String> published) {
        return Plan.of(
                study,
                dataset.facts(),
                dataset.fingerprint(),
                EngineVersion.CURRENT,
                CostModel.DEFAULT,
                published::contains);
    }

    /** Ids of all trials, in the order of the plan. */
    List<String> ids() {
        return plan(Set.of()).trainings().stream()
                .flatMap(training -> training.trials().stream())
                .map(Trial::id)
                .toList();
    }

    /** What comes of it if nothing gets in its way. */
    List<TrialResult> faultless() {
        List<TrialResult> results = new ArrayList<>();
        for (Training training : plan(Set.of()).trainings()) {
            results.addAll(runner().run(training, dataset));
        }
        return results;
    }
}
