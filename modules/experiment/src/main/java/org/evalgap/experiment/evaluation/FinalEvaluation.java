package org.evalgap.experiment.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.evalgap.results.protocol.Protocol;
import org.evalgap.study.settings.EvaluationConfig;

/**
 * Everything that is measured of a trained network: the chosen corners, other batch sizes and mistakes. Each leaves the
 * network as it was.
 */
public final class FinalEvaluation {

    /** Batch statistics at another batch size than the training's. */
    public static final String OTHER_BATCH_STATISTICS = "batch-statistics-at-size";

    /** EVAL mode at another batch size. */
    public static final String OTHER_EVAL_BATCH = "deployed-at-size";

    /** The deployed corner after a validation without {@code eval()} has moved the running statistics. */
    public static final String AFTER_FORGOTTEN_EVAL = "deployed-after-forgot-eval";

    /** TRAIN mode on just the batches of the deployed corner. */
    public static final String TRAIN_MODE_AS_DEPLOYED = "train-mode-as-deployed";

    private final Evaluator evaluator;
    private final EvaluationConfig config;

    public FinalEvaluation(Evaluator evaluator, EvaluationConfig config) {
        this.evaluator = evaluator;
        this.config = config;
    }

    /** What is measured in the training's batches: the corners, both modes on the test images among them, and what causes need. */
    public static List<Protocol> protocols(EvaluationConfig config) {
        return Stream.concat(
                        Protocol.of(config.corners()).stream(),
                        config.statisticsCauses() ? Stream.of(Protocol.BATCH_STATISTICS) : Stream.empty())
                .distinct()
                .toList();
    }

    /** Measures; corners come first, the training-log corner ahead of all. */
    public List<Evaluated> measure() {
        List<Protocol> corners = Protocol.of(config.corners());
        Map<Protocol, Measurement> measured = evaluator.measure(protocols(config));
        Measurement deployed = measured.get(Protocol.DEPLOYED);
        List<Evaluated> all = new ArrayList<>();
        for (Protocol corner : corners) {
            Measurement measurement = measured.get(corner);
            all.add(new Evaluated(
                    corner.label(), corner, measurement.batchSize(), measurement, OptionalDouble.empty()));
        }
        addOtherBatchSizes(deployed, all);
        if (config.mistakes()) {
            addMistakes(deployed, all);
        }
        return List.copyOf(all);
    }

    /** What gradients cost a forward pass; empty unless mistakes are measured. */
    public Optional<GradientCost> gradientCost() {
        return config.mistakes() ? Optional.of(evaluator.gradientCost()) : Optional.empty();
    }

    private void addOtherBatchSizes(Measurement deployed, List<Evaluated> all) {
        for (int size : config.batchStatisticsBatchSizes()) {
            evaluator
                    .batchStatistics(size, deployed)
                    .ifPresent(measurement -> all.add(new Evaluated(
                            OTHER_BATCH_STATISTICS,
                            Protocol.BATCH_STATISTICS,
                            size,
                            measurement,
                            OptionalDouble.empty())));
        }
        for (int size : config.evalBatchSizes()) {
            Measurement measurement = evaluator.evalMode(size);
            all.add(new Evaluated(
                    OTHER_EVAL_BATCH, Protocol.DEPLOYED, size, measurement, difference(measurement, deployed)));
        }
    }

    private void addMistakes(Measurement deployed, List<Evaluated> all) {
        evaluator
                .trainModeAsDeployed()
                .ifPresent(measurement -> all.add(new Evaluated(
                        TRAIN_MODE_AS_DEPLOYED,
                        Protocol.FORGOT_EVAL,
                        measurement.batchSize(),
                        measurement,
                        difference(measurement, deployed))));
        Measurement after = evaluator.afterForgottenEval(deployed);
        all.add(new Evaluated(
                AFTER_FORGOTTEN_EVAL, Protocol.DEPLOYED, after.batchSize(), after, difference(after, deployed)));
    }

    private static OptionalDouble difference(Measurement measurement, Measurement deployed) {
        return OptionalDouble.of(measurement.outcomes().largestLogitDifference(deployed.outcomes()));
    }
}
