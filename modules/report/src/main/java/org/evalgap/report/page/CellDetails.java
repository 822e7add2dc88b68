package org.evalgap.report.page;

import java.util.Comparator;
import java.util.List;
import org.evalgap.nn.Recalibration.Estimator;
import org.evalgap.report.figures.FigureTable;
import org.evalgap.results.rows.Domain;
import org.evalgap.results.rows.EpochRow;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.RemedyRow;
import org.evalgap.results.rows.StatisticsCauseRow;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.remedy.RemedySettings;
import org.evalgap.results.schema.Labels;
import org.evalgap.study.settings.RemediesConfig.Dropping;
import org.evalgap.study.settings.RemediesConfig.TransformSide;

/** What the page tells of a chosen cell, over its finished replicates: ways of evaluating, remedies, epochs, layers. */
final class CellDetails {

    /** What the scripts read; absent where there are no rows. */
    record Details(
            FigureTable.Columns evaluations,
            FigureTable.Columns remedies,
            FigureTable.Columns epochs,
            FigureTable.Columns statisticsCauses,
            List<LayerDetails.Layer> layers) {}

    private record Way(String protocol, Domain domain, int batchSize) {}

    private record Tried(
            String remedy,
            Estimator estimator,
            Integer samples,
            TransformSide transform,
            Dropping dropout,
            Boolean ownDomain,
            Double decay,
            Integer passes,
            Integer epochs,
            Integer together,
            Integer pseudoCount,
            Double exampleWeight,
            Domain domain) {}

    /** What of the statistics' causes is gone. */
    private record Step(String step) {}

    /** Also of layers. */
    record Epoch(int epoch) {
        static final Comparator<Epoch> ORDER = Comparator.comparingInt(Epoch::epoch);
    }

    private final FigureTable<Way> evaluations = new FigureTable<>(false);
    private final FigureTable<Tried> remedies = new FigureTable<>(false);
    private final FigureTable<Epoch> epochs = new FigureTable<>(Epoch.ORDER, true);
    private final FigureTable<Step> steps = new FigureTable<>(false);
    private final LayerDetails layers = new LayerDetails();

    /** Takes in a replicate that finished. */
    void add(TrialResult result) {
        result.evaluations().forEach(this::add);
        result.remedies().forEach(this::add);
        result.epochs().forEach(this::add);
        addSteps(result.statisticsCauses());
        result.layers().forEach(layers::add);
    }

    private void add(EvaluationRow row) {
        Way way = new Way(row.protocol(), row.domain(), row.evaluationBatchSize());
        evaluations.add(way, "accuracy", row.accuracy());
        evaluations.add(way, "loss", row.loss());
        evaluations.add(way, "calibrationError", row.expectedCalibrationError());
    }

    private void add(RemedyRow row) {
        RemedySettings settings = row.settings();
        Tried remedy = new Tried(
                settings.remedy(),
                settings.estimator(),
                settings.samples(),
                settings.transform(),
                settings.dropout(),
                settings.ownDomain(),
                settings.decay(),
                settings.passes(),
                settings.epochs(),
                settings.testStatistics().together(),
                settings.testStatistics().pseudoCount(),
                settings.testStatistics().exampleWeight(),
                row.domain());
        remedies.add(remedy, "before", row.accuracyBefore());
        remedies.add(remedy, "after", row.accuracyAfter());
        remedies.add(remedy, "gain", row.accuracyAfter() == null ? null : row.accuracyAfter() - row.accuracyBefore());
        remedies.add(remedy, "recovered", row.recoveredShare());
        remedies.add(remedy, "seconds", row.seconds());
        remedies.add(remedy, "images", (double) row.imagesPassed());
        remedies.add(remedy, "lossBefore", row.lossBefore());
        remedies.add(remedy, "lossAfter", row.lossAfter());
        remedies.add(remedy, "calibrationErrorBefore", row.calibrationErrorBefore());
        remedies.add(remedy, "calibrationErrorAfter", row.calibrationErrorAfter());
        remedies.add(remedy, "errorsByEntropy", row.uncertainty().errorsByEntropy());
        remedies.add(remedy, "errorsByInformation", row.uncertainty().errorsByMutualInformation());
    }

    private void add(EpochRow row) {
        Epoch epoch = new Epoch(row.epoch());
        epochs.add(epoch, "trainAccuracy", row.trainAccuracy());
        epochs.add(epoch, "testTrainMode", row.testAccuracyTrainMode());
        epochs.add(epoch, "testEvalMode", row.testAccuracyEvalMode());
    }

    /** Accuracy as deployed, then with one cause after another gone. */
    private void addSteps(List<StatisticsCauseRow> rows) {
        if (!rows.isEmpty()) {
            StatisticsCauseRow first = rows.get(0);
            steps.add(
                    new Step("as deployed"),
                    "accuracy",
                    first.accuracyWithout() - first.accuracyLost().mean());
            rows.forEach(
                    row -> steps.add(new Step("without " + Labels.of(row.cause())), "accuracy", row.accuracyWithout()));
        }
    }

    Details details() {
        List<LayerDetails.Layer> measured = layers.layers();
        return new Details(
                evaluations.columns(),
                remedies.columns(),
                epochs.columns(),
                steps.columns(),
                measured.isEmpty() ? null : measured);
    }
}
