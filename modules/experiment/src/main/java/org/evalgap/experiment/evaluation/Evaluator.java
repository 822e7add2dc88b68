package org.evalgap.experiment.evaluation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.evalgap.experiment.config.EvaluationConfig;
import org.evalgap.experiment.config.TrainingConfig;
import org.evalgap.experiment.data.Dataset;
import org.evalgap.experiment.data.ImageSet;
import org.evalgap.experiment.random.Seed;
import org.evalgap.experiment.random.SplitMix64;
import org.evalgap.experiment.training.BatchAssembler;
import org.evalgap.experiment.transform.Transform;
import org.evalgap.experiment.transform.TransformPair;
import org.evalgap.nn.LayerSpec;
import org.evalgap.nn.Mode;
import org.evalgap.nn.Network;
import org.evalgap.nn.Pass;

/**
 * Measures one network under one protocol after another, and never changes it: the fingerprint of its whole state is
 * compared after every measurement.
 *
 * <p>Passes with batch statistics use batches of the training's size and composition. What a protocol cannot influence
 * is not measured again: a network without BatchNorm has no statistics to choose, one without dropout none to drop, and
 * where both transforms are equal there is one; such protocols share one measurement and their difference is exactly 0.
 */
public final class Evaluator implements AutoCloseable {

    private final Network network;
    private final TrainingConfig training;
    private final EvaluationConfig config;
    private final TransformPair transforms;
    private final Dataset dataset;
    private final Seed seed;
    private final Runnable checkpoint;
    private final boolean hasBatchNorm;
    private final boolean hasDropout;
    private final Map<PassKey, Pass> passes = new HashMap<>();

    private record PassKey(int batchSize, Mode mode) {}

    /**
     * @param training gives batch size and composition of passes with batch statistics
     * @param transforms the trial's pair
     * @param seed root of the streams of batches, transforms and masks
     * @param checkpoint runs before every pass; may throw to end the evaluation
     */
    public Evaluator(
            Network network,
            TrainingConfig training,
            EvaluationConfig config,
            TransformPair transforms,
            Dataset dataset,
            Seed seed,
            Runnable checkpoint) {
        this.network = network;
        this.training = training;
        this.config = config;
        this.transforms = transforms;
        this.dataset = dataset;
        this.seed = seed;
        this.checkpoint = checkpoint;
        List<LayerSpec> layers = network.spec().layers();
        hasBatchNorm = layers.stream().anyMatch(LayerSpec.BatchNorm.class::isInstance);
        hasDropout = layers.stream()
                .anyMatch(layer -> layer instanceof LayerSpec.Dropout dropout && dropout.probability() > 0);
    }

    /** Measures the network as it is now under each protocol. */
    public Map<Protocol, Measurement> measure(List<Protocol> protocols) {
        Map<Protocol, Measurement> distinct = new HashMap<>();
        Map<Protocol, Measurement> results = new HashMap<>();
        for (Protocol protocol : protocols) {
            results.put(protocol, distinct.computeIfAbsent(effective(protocol), this::measure));
        }
        return results;
    }

    /** The protocol that stands for all which measure the same. */
    private Protocol effective(Protocol protocol) {
        boolean oneTransform = transforms.train().equals(transforms.eval());
        return new Protocol(
                hasBatchNorm ? protocol.statistics() : Mode.Statistics.RUNNING,
                hasDropout && protocol.dropout(),
                oneTransform ? Protocol.TransformChoice.EVAL : protocol.transform(),
                protocol.split());
    }

    private Measurement measure(Protocol protocol) {
        ImageSet images = protocol.split() == Protocol.Split.TRAIN ? dataset.train() : dataset.test();
        List<Transform> transform =
                protocol.transform() == Protocol.TransformChoice.TRAIN ? transforms.train() : transforms.eval();
        boolean batchStatistics = protocol.statistics() == Mode.Statistics.BATCH;
        int batchSize = Math.min(images.size(), batchStatistics ? training.batchSize() : config.batchSize());
        BatchAssembler batch = new BatchAssembler(images, transform, training.composition(), dataset, batchSize);
        boolean random = batchStatistics || protocol.dropout() || batch.isRandom();
        int draws = random ? config.batchStatisticsDraws() : 1;
        EvaluationBatches batches = batchStatistics
                ? EvaluationBatches.composed(
                        images, dataset.classes(), training.composition(), batchSize, seed.child("batches"))
                : EvaluationBatches.inOrder(images.size(), batchSize, batch.domains());
        long before = network.fingerprint();
        double[] accuracies = new double[draws];
        double[] losses = new double[draws];
        int measured = 0;
        for (int draw = 0; draw < draws; draw++) {
            Draw result = draw(protocol, batch, batches, draw);
            accuracies[draw] = (double) result.correct / result.images;
            losses[draw] = result.loss / result.images;
            measured = result.images;
        }
        if (network.fingerprint() != before) {
            throw new IllegalStateException("measuring " + protocol + " changed the network");
        }
        return Measurement.of(batchSize, measured, accuracies, losses);
    }

    private record Draw(int images, int correct, double loss) {}

    private Draw draw(Protocol protocol, BatchAssembler batch, EvaluationBatches batches, int number) {
        // Transforms are keyed by image, so that every protocol sees an image under the same random transform.
        Seed augmentation = seed.child("augmentation").child(number);
        SplitMix64 dropout = seed.child("dropout").child(number).generator();
        int images = 0;
        int correct = 0;
        double loss = 0;
        for (EvaluationBatches.Batch indices : batches.draw(number)) {
            checkpoint.run();
            int size = indices.size();
            if (protocol.statistics() == Mode.Statistics.BATCH && network.spec().smallestBatchNormCount(size) == 1) {
                // A last batch of one value per channel has no batch statistics; PyTorch refuses it.
                continue;
            }
            for (int i = 0; i < size; i++) {
                int index = indices.index(i);
                batch.put(
                        i,
                        index,
                        indices.domain(),
                        batch.isRandom() ? augmentation.child(index).generator() : null);
            }
            Pass pass = passes.computeIfAbsent(
                    new PassKey(size, protocol.mode()), key -> network.forwardPass(key.batchSize(), key.mode()));
            pass.forward(batch.pixels(), dropout);
            loss += pass.loss(batch.labels()) * size;
            correct += pass.correct(batch.labels());
            images += size;
        }
        return new Draw(images, correct, loss);
    }

    @Override
    public void close() {
        passes.values().forEach(Pass::close);
    }
}
