package org.evalgap.study.plan;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evalgap.data.DatasetFacts;
import org.evalgap.nn.graph.Activation;
import org.evalgap.nn.graph.BatchRenorm;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.NormSpec;
import org.evalgap.nn.graph.PlacedNode;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.graph.Spatial;
import org.evalgap.nn.graph.Window;
import org.evalgap.nn.program.Compilation;
import org.evalgap.study.settings.EvaluationConfig;
import org.evalgap.study.settings.TrainingConfig;
import org.evalgap.study.settings.remedy.TestStatisticsConfig;

/**
 * Predicts the peak of native memory of one training and its evaluations, as an upper bound: the network with its
 * optimizer, the passes of the training, those that each trial's evaluation keeps, and the most that is compiled for a
 * while on top of them. A pass of a training is taken to hold a multiple of all its activations, and the patches
 * of its first convolution; another pass a multiple of those it needs at a time; each those of one image for what does
 * not grow with the batch.
 */
final class MemoryModel {

    /** Activations and their gradients; at most 1.9 in measured networks. */
    private static final double COPIES_IN_TRAINING = 1.95;

    private static final double COPIES_IN_TRAINING_WITHOUT_NORMS = 1.45;

    /** Norms that measure the images themselves have memory of their own, more if each sample is measured by itself. */
    private static final double COPIES_WITH_BATCH_STATISTICS = 1.4;

    private static final double COPIES_WITH_SAMPLE_STATISTICS = 2.2;

    /** At most 1.01 in measured networks. */
    private static final double COPIES_WITH_RUNNING_STATISTICS = 1.05;

    private static final double COPIES_WITHOUT_NORMS = 0.75;

    /** Parameters, gradients, momentum, and the momentum of a retraining. */
    private static final int COPIES_OF_PARAMETERS = 4;

    private static final int TEMPORARIES = 3;

    private final NetworkSize size;
    private final long patches;
    private final TrainingConfig training;
    private final EvaluationConfig evaluation;
    private final DatasetFacts facts;
    private final boolean batchNorm;
    private final boolean otherNorm;
    private final boolean dropout;
    private final boolean normAfterDropout;
    private final Set<Integer> curves;

    MemoryModel(NetworkSpec network, TrainingConfig training, EvaluationConfig evaluation, DatasetFacts facts) {
        this.size = NetworkSize.of(network);
        this.patches = patches(network);
        this.training = training;
        this.evaluation = evaluation;
        this.facts = facts;
        Kinds kinds = new Kinds();
        network.forEachLayer(kinds);
        batchNorm = kinds.batchNorm;
        otherNorm = kinds.otherNorm;
        dropout = kinds.dropout;
        normAfterDropout = kinds.normAfterDropout;
        curves = kinds.curves;
    }

    /** Kinds of layers in a network. */
    private static final class Kinds implements NetworkSpec.LayerVisitor {
        private boolean batchNorm;
        private boolean otherNorm;
        private boolean dropout;
        private boolean normAfterDropout;
        private final Set<Integer> curves = new TreeSet<>();

        @Override
        public void visit(int index, LayerSpec layer, Shape input) {
            Optional<NormSpec> norm = NormSpec.of(layer);
            boolean batch = norm.filter(each -> each instanceof LayerSpec.BatchNorm || each instanceof BatchRenorm)
                    .isPresent();
            batchNorm |= batch;
            otherNorm |= norm.isPresent() && !batch;
            normAfterDropout |= dropout && norm.isPresent();
            dropout |= layer instanceof LayerSpec.Dropout;
            if (layer instanceof Activation) {
                curves.add(input.size());
            }
        }
    }

    /** Values that the applications of a first layer's kernels cover in one image. */
    private static long patches(NetworkSpec network) {
        PlacedNode first = network.nodes().get(0);
        long covered = 0;
        if (first.operator() instanceof LayerSpec.Conv2d conv) {
            covered = (long) conv.kernel() * conv.kernel();
        } else if (first.operator() instanceof Spatial.Convolution conv) {
            Window.Size kernel = conv.window().kernel();
            covered = (long) kernel.height() * kernel.width();
        }
        return covered * network.input().channels() * first.outputShape().pixels();
    }

    /** Bytes at the peak when {@code trials} share the training. */
    long bytes(int trials) {
        double duringTraining = trials * keptByEpochs() + layers();
        double afterTraining = trials * keptByEvaluation() + temporary();
        double passes = trainingPasses() + Math.max(duringTraining, afterTraining);
        int copies = COPIES_OF_PARAMETERS + evaluation.remedies().emaDecays().size();
        return Math.round(Float.BYTES * (copies * size.parameters() + passes));
    }

    /** Values in the passes of a training: each mode has its own. */
    private double trainingPasses() {
        double share = training.shareWithBatchStatistics();
        return (share > 0 && share < 1 ? 2 : 1) * inTraining(trainingSizes());
    }

    /** The test images in both modes. */
    private double keptByEpochs() {
        return evaluation.everyEpochs() == 0
                ? 0
                : withBatchStatistics(sizes(facts.testImages(), training.batchSize()))
                        + withRunningStatistics(evaluationSizes());
    }

    private double layers() {
        return evaluation.layers().measured() || evaluation.layers().everyEpochs() > 0
                ? withBatchStatistics(trainingSizes())
                        + (normAfterDropout ? 2 : 1) * withRunningStatistics(evaluationSizes())
                : 0;
    }

    private double keptByEvaluation() {
        boolean factorial = evaluation.corners() == EvaluationConfig.Corners.FACTORIAL;
        int batchModes = batchNorm ? 1 : 0;
        boolean dropsWithRunning =
                dropout && (factorial || !batchNorm || evaluation.remedies().mcDropoutPasses() > 0);
        Set<Integer> composed = union(trainingSizes(), sizes(facts.testImages(), training.batchSize()));
        Set<Integer> inOrder = union(sizes(facts.trainImages(), evaluation.batchSize()), evaluationSizes());
        double mistakes = evaluation.mistakes() ? withBatchStatistics(evaluationSizes()) : 0;
        return batchModes * withBatchStatistics(composed)
                + (dropsWithRunning ? 2 : 1) * withRunningStatistics(inOrder)
                + mistakes;
    }

    /** The largest of what is compiled and freed again, one after another. */
    private double temporary() {
        int batchSize = Math.min(evaluation.batchSize(), facts.testImages());
        double gradientCost =
                evaluation.mistakes() ? withRunningStatistics(Set.of(batchSize)) + inTraining(Set.of(batchSize)) : 0;
        double otherSizes = Stream.of(evaluation.batchStatisticsBatchSizes(), evaluation.evalBatchSizes())
                .flatMap(List::stream)
                .mapToDouble(other -> withBatchStatistics(sizes(facts.testImages(), other)))
                .max()
                .orElse(0);
        double recalibration = batchNorm ? withBatchStatistics(trainingSizes()) : 0;
        int large = Math.min(evaluation.largeBatch(training), facts.trainImages());
        double statistics = batchNorm && evaluation.statisticsCauses() ? withBatchStatistics(Set.of(large)) : 0;
        double retraining = evaluation.remedies().retrainEpochs() > 0 ? inTraining(trainingSizes()) : 0;
        double blended =
                batchNorm ? evaluation.remedies().blended().map(this::blended).orElse(0.0) : 0;
        return Stream.of(gradientCost, otherSizes, recalibration, statistics, retraining, blended)
                .mapToDouble(Double::doubleValue)
                .max()
                .orElseThrow();
    }

    private double blended(TestStatisticsConfig statistics) {
        double together = statistics.batchSizes().stream()
                .mapToDouble(size -> withBatchStatistics(sizes(facts.testImages(), size)))
                .max()
                .orElse(0);
        double byImage = statistics.passesByImage() > 0 ? forward(COPIES_WITH_SAMPLE_STATISTICS, evaluationSizes()) : 0;
        return Math.max(together, byImage);
    }

    private Set<Integer> trainingSizes() {
        return sizes(facts.trainImages(), training.batchSize());
    }

    private Set<Integer> evaluationSizes() {
        return sizes(facts.testImages(), evaluation.batchSize());
    }

    /** Sizes of the batches that a number of images makes. */
    private static Set<Integer> sizes(int images, int batchSize) {
        Set<Integer> sizes = new TreeSet<>();
        IntStream.of(Math.min(images, batchSize), images % batchSize)
                .filter(count -> count > 0)
                .forEach(sizes::add);
        return sizes;
    }

    private static Set<Integer> union(Set<Integer> first, Set<Integer> second) {
        Set<Integer> all = new TreeSet<>(first);
        all.addAll(second);
        return all;
    }

    private double inTraining(Set<Integer> batchSizes) {
        double copies = batchNorm || otherNorm ? COPIES_IN_TRAINING : COPIES_IN_TRAINING_WITHOUT_NORMS;
        return values(copies, batchSizes)
                + patches * batchSizes.stream().mapToInt(Integer::intValue).sum();
    }

    private double withBatchStatistics(Set<Integer> batchSizes) {
        return forward(
                otherNorm
                        ? COPIES_WITH_SAMPLE_STATISTICS
                        : batchNorm ? COPIES_WITH_BATCH_STATISTICS : COPIES_WITHOUT_NORMS,
                batchSizes);
    }

    private double withRunningStatistics(Set<Integer> batchSizes) {
        return batchNorm && !otherNorm
                ? forward(COPIES_WITH_RUNNING_STATISTICS, batchSizes)
                : withBatchStatistics(batchSizes);
    }

    private double forward(double copies, Set<Integer> batchSizes) {
        return batchSizes.stream()
                .mapToDouble(
                        images -> copies * images * size.liveActivations() + size.activations() + temporaries(images))
                .sum();
    }

    private double values(double copies, Set<Integer> batchSizes) {
        return batchSizes.stream()
                .mapToDouble(images -> size.activations() * (copies * images + 1) + temporaries(images))
                .sum();
    }

    /** Curves other than ReLU are computed in blocks of images, with temporaries for blocks of each length. */
    private double temporaries(int images) {
        double values = 0;
        for (int curve : curves) {
            int block = Math.max(1, Compilation.BLOCK_VALUES / curve);
            values += (double) TEMPORARIES * curve * (Math.min(block, images) + (images > block ? images % block : 0));
        }
        return values;
    }
}
