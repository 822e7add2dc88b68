package org.evalgap.experiment.evaluation;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evalgap.data.Dataset;
import org.evalgap.data.ImageSet;
import org.evalgap.data.random.Seed;
import org.evalgap.data.random.SplitMix64;
import org.evalgap.data.sampling.BatchComposition;
import org.evalgap.data.transform.Transform;
import org.evalgap.data.transform.TransformPair;
import org.evalgap.experiment.training.BatchAssembler;
import org.evalgap.nn.Network;
import org.evalgap.nn.Pass;
import org.evalgap.nn.program.Blend;
import org.evalgap.nn.program.Mode;
import org.evalgap.nn.state.State;
import org.evalgap.results.protocol.Protocol;
import org.evalgap.study.settings.EvaluationConfig;
import org.evalgap.study.settings.RemediesConfig.Dropping;
import org.evalgap.study.settings.RemediesConfig.TransformSide;
import org.evalgap.study.settings.TrainingConfig;

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
    private final Passes passes;
    private final Map<Protocol, Measurement> measured = new HashMap<>();
    private long measuredState;

    /**
     * Measurements to make in one walk.
     *
     * @param protocols one, or two that differ in dropout alone, that with dropout first
     * @param composition of batches that are composed
     * @param composed whether images are drawn into batches; if not, they pass in their own order
     */
    private record Request(List<Protocol> protocols, int batchSize, BatchComposition composition, boolean composed) {

        /** Passes with batch statistics are composed. */
        Request(List<Protocol> protocols, int batchSize, BatchComposition composition) {
            this(protocols, batchSize, composition, protocols.get(0).statistics() == Mode.Statistics.BATCH);
        }

        /** What the protocols have in common. */
        Protocol any() {
            return protocols.get(0);
        }
    }

    /** What the passes of one protocol add up to, over its draws. */
    private record Sum(Protocol protocol, int draws, Tally tally) {}

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
        passes = new Passes(network);
        hasBatchNorm = !network.runningStatistics().isEmpty();
        hasDropout = network.spec().hasDropout();
    }

    /**
     * Measures the network as it is now under each protocol; what was measured of just this state before is not measured
     * again. Protocols that differ in dropout alone share one walk, up to the network's first dropout layer.
     */
    public Map<Protocol, Measurement> measure(List<Protocol> protocols) {
        long state = network.fingerprint();
        if (state != measuredState) {
            measured.clear();
            measuredState = state;
        }
        Set<Protocol> missing =
                protocols.stream().map(this::effective).collect(Collectors.toCollection(LinkedHashSet::new));
        missing.removeAll(measured.keySet());
        while (!missing.isEmpty()) {
            List<Protocol> together = together(missing.iterator().next(), missing);
            measured.putAll(measureTogether(together));
            missing.removeAll(together);
        }
        return protocols.stream()
                .distinct()
                .collect(Collectors.toMap(protocol -> protocol, protocol -> measured.get(effective(protocol))));
    }

    /** The protocol, and of those that are missing the one that differs from it in dropout alone; that with dropout first. */
    private static List<Protocol> together(Protocol protocol, Set<Protocol> missing) {
        return Stream.of(Dropping.ON, Dropping.OFF)
                .map(dropout -> new Protocol(protocol.statistics(), dropout, protocol.transform(), protocol.split()))
                .filter(missing::contains)
                .toList();
    }

    /** The protocol that stands for all which measure the same. */
    private Protocol effective(Protocol protocol) {
        boolean oneTransform = transforms.train().equals(transforms.eval());
        return new Protocol(
                hasBatchNorm ? protocol.statistics() : Mode.Statistics.RUNNING,
                hasDropout ? protocol.dropout() : Dropping.OFF,
                oneTransform ? TransformSide.EVAL : protocol.transform(),
                protocol.split());
    }

    private Map<Protocol, Measurement> measureTogether(List<Protocol> protocols) {
        boolean batchStatistics = protocols.get(0).statistics() == Mode.Statistics.BATCH;
        int batchSize = batchStatistics ? training.batchSize() : config.batchSize();
        return measure(new Request(protocols, batchSize, training.composition()), passes);
    }

    /** EVAL mode on the test split in batches of another size. */
    Measurement evalMode(int batchSize) {
        try (Passes own = new Passes(network)) {
            return measure(new Request(List.of(Protocol.DEPLOYED), batchSize, training.composition()), own)
                    .get(Protocol.DEPLOYED);
        }
    }

    /**
     * Batch statistics on the test split, dropout off, in i.i.d. batches of another size, each of one input domain; empty
     * if BatchNorm would see one value per channel.
     *
     * @param deployed stands for a network without BatchNorm, which has no statistics to choose
     */
    Optional<Measurement> batchStatistics(int batchSize, Measurement deployed) {
        if (!hasBatchNorm) {
            return Optional.of(deployed);
        }
        if (network.spec().smallestBatchNormCount(batchSize) == 1) {
            return Optional.empty();
        }
        Protocol protocol = Protocol.BATCH_STATISTICS;
        try (Passes own = new Passes(network)) {
            return Optional.of(measure(new Request(List.of(protocol), batchSize, mixed()), own)
                    .get(protocol));
        }
    }

    /**
     * EVAL mode on the test split with the running statistics blended with moments of the images that pass together, in
     * i.i.d. batches, each of one input domain; empty if a norm would normalize one value with itself alone.
     *
     * @param batchSize n, images that pass together
     * @param pseudoCount N: the running statistics weigh N / (N + n)
     */
    public Optional<Measurement> withTestBatches(int batchSize, int pseudoCount) {
        Request request = new Request(List.of(Protocol.DEPLOYED), batchSize, mixed(), true);
        IntFunction<Blend> blend = size -> new Blend(size / ((double) pseudoCount + size), Blend.Of.BATCH);
        try (Passes own = new Passes(network, blend)) {
            return own.refuses(batchSize, Mode.EVAL)
                    ? Optional.empty()
                    : Optional.of(measure(request, own).get(Protocol.DEPLOYED));
        }
    }

    /**
     * EVAL mode on the test split with the running statistics blended with each image's own moments.
     *
     * @param weight of the image's moments, below 1
     */
    public Measurement withEachImage(double weight) {
        Request request = new Request(List.of(Protocol.DEPLOYED), config.batchSize(), mixed());
        try (Passes own = new Passes(network, size -> new Blend(weight, Blend.Of.IMAGE))) {
            return measure(request, own).get(Protocol.DEPLOYED);
        }
    }

    /** Random images of one input domain, whatever the training's batches are. */
    private BatchComposition mixed() {
        return training.composition() instanceof BatchComposition.DomainAlternating
                ? training.composition()
                : new BatchComposition.Iid();
    }

    /**
     * TRAIN mode on the test split in the order and batches of EVAL mode: really passed through even where the modes
     * cannot differ, so that this shows it. Empty if BatchNorm would see one value per channel.
     */
    Optional<Measurement> trainModeAsDeployed() {
        int batchSize = Math.min(config.batchSize(), dataset.test().size());
        if (network.spec().smallestBatchNormCount(batchSize) == 1) {
            return Optional.empty();
        }
        BatchAssembler batch = assembler(Protocol.FORGOT_EVAL, batchSize, training.composition());
        EvaluationBatches batches = EvaluationBatches.inOrder(dataset.test().size(), batchSize, batch.domains());
        Sum sum = sum(Protocol.FORGOT_EVAL, 1, batch, true);
        walk(List.of(sum), batch, batches, passes);
        return Optional.of(sum.tally().measurement(batchSize));
    }

    /**
     * The deployed corner after one validation pass over the test split in TRAIN mode, in batches of the training's size
     * and composition, which moved the running statistics as it does in PyTorch; the network is as before afterwards.
     *
     * @param deployed stands for a network without BatchNorm, which has no statistics to move
     */
    Measurement afterForgottenEval(Measurement deployed) {
        if (!hasBatchNorm) {
            return deployed;
        }
        long before = network.fingerprint();
        State saved = network.state();
        try {
            validateInTrainMode();
            return measureTogether(List.of(Protocol.DEPLOYED)).get(Protocol.DEPLOYED);
        } finally {
            network.restore(saved);
            requireUnchanged(before, "restoring the network after a validation in TRAIN mode");
        }
    }

    private void validateInTrainMode() {
        Seed own = seed.child("forgotten eval");
        int batchSize = Math.min(dataset.test().size(), training.batchSize());
        BatchAssembler batch = assembler(Protocol.FORGOT_EVAL, batchSize, training.composition());
        EvaluationBatches batches = EvaluationBatches.composed(
                dataset.test(), dataset.classes(), training.composition(), batchSize, own.child("batches"));
        SplitMix64 dropout = own.child("dropout").generator();
        for (EvaluationBatches.Batch indices : batches.draw(0)) {
            checkpoint.run();
            if (network.spec().smallestBatchNormCount(indices.size()) == 1) {
                continue;
            }
            put(batch, indices, own.child("augmentation"));
            Pass pass = passes.of(indices.size(), Mode.TRAIN);
            pass.forward(batch.pixels(), dropout);
            pass.updateRunningStatistics();
        }
    }

    /** Memory and time of forward passes over one batch of the test split in EVAL mode, with and without gradients. */
    GradientCost gradientCost() {
        int batchSize = Math.min(config.batchSize(), dataset.test().size());
        BatchAssembler batch = assembler(Protocol.DEPLOYED, batchSize, training.composition());
        put(
                batch,
                EvaluationBatches.inOrder(dataset.test().size(), batchSize, batch.domains())
                        .draw(0)
                        .get(0),
                seed.child("gradient cost"));
        checkpoint.run();
        return GradientCost.measure(network, batchSize, batch.pixels());
    }

    /**
     * Passes over the test split with running statistics, the eval transform and dropout on, whose probabilities are
     * averaged; each image goes through the same transform in all of them.
     *
     * @param count number of passes, at least 1
     */
    public McDropout.Result dropoutPasses(int count) {
        Protocol protocol = Protocol.DROPOUT_LEFT_ON;
        int batchSize = Math.min(config.batchSize(), dataset.test().size());
        BatchAssembler batch = assembler(protocol, batchSize, training.composition());
        EvaluationBatches batches = EvaluationBatches.inOrder(dataset.test().size(), batchSize, batch.domains());
        McDropout passesTogether = new McDropout(dataset.test().size(), dataset.classes(), count);
        float[] logits = new float[batchSize * dataset.classes()];
        SplitMix64 dropout = seed.child("dropout passes").generator();
        Seed augmentation = seed.child("augmentation").child(0);
        long before = network.fingerprint();
        for (EvaluationBatches.Batch indices : batches.draw(0)) {
            put(batch, indices, augmentation);
            Pass pass = passes.of(indices.size(), protocol.mode());
            for (int i = 0; i < count; i++) {
                checkpoint.run();
                pass.forward(batch.pixels(), dropout);
                pass.copyLogits(logits, 0);
                for (int n = 0; n < indices.size(); n++) {
                    passesTogether.add(indices.index(n), batch.labels()[n] & 0xff, logits, n * dataset.classes());
                }
            }
        }
        requireUnchanged(before, "averaging passes with dropout");
        return passesTogether.result();
    }

    private Map<Protocol, Measurement> measure(Request request, Passes compiled) {
        ImageSet images = images(request.any());
        int batchSize = Math.min(images.size(), request.batchSize());
        BatchAssembler batch = assembler(request.any(), batchSize, request.composition());
        EvaluationBatches batches = request.composed()
                ? EvaluationBatches.composed(
                        images, dataset.classes(), request.composition(), batchSize, seed.child("batches"))
                : EvaluationBatches.inOrder(images.size(), batchSize, batch.domains());
        List<Sum> sums = request.protocols().stream()
                .map(protocol -> {
                    boolean random = request.composed() || protocol.dropout() == Dropping.ON || batch.isRandom();
                    int draws = random ? config.batchStatisticsDraws() : 1;
                    return sum(protocol, draws, batch, protocol.equals(Protocol.DEPLOYED));
                })
                .toList();
        walk(sums, batch, batches, compiled);
        return sums.stream()
                .collect(Collectors.toMap(Sum::protocol, sum -> sum.tally().measurement(batchSize)));
    }

    private Sum sum(Protocol protocol, int draws, BatchAssembler batch, boolean keepLogits) {
        return new Sum(
                protocol, draws, new Tally(images(protocol).size(), dataset.classes(), batch.domains(), keepLogits));
    }

    /** @param sums of protocols that differ in dropout alone, that with dropout first */
    private void walk(List<Sum> sums, BatchAssembler batch, EvaluationBatches batches, Passes compiled) {
        long before = network.fingerprint();
        int draws = sums.stream().mapToInt(Sum::draws).max().orElseThrow();
        for (int i = 0; i < draws; i++) {
            int draw = i;
            List<Sum> drawn = sums.stream().filter(sum -> draw < sum.draws()).toList();
            draw(drawn, batch, batches.draw(draw), draw, compiled);
            drawn.forEach(sum -> sum.tally().endDraw());
        }
        requireUnchanged(before, "measuring " + sums.get(0).protocol());
    }

    private void draw(
            List<Sum> sums, BatchAssembler batch, List<EvaluationBatches.Batch> batches, int number, Passes compiled) {
        Protocol first = sums.get(0).protocol();
        // Transforms are keyed by image, so that every protocol sees an image under the same random transform.
        Seed augmentation = seed.child("augmentation").child(number);
        SplitMix64 dropout = seed.child("dropout").child(number).generator();
        for (EvaluationBatches.Batch indices : batches) {
            checkpoint.run();
            int size = indices.size();
            if (compiled.refuses(size, first.mode())) {
                // A last batch of one value per channel has no batch statistics.
                continue;
            }
            put(batch, indices, augmentation);
            Pass pass = compiled.of(size, first.mode());
            pass.forward(batch.pixels(), dropout);
            sums.get(0).tally().add(indices, pass, batch.labels());
            if (sums.size() > 1) {
                pass.forwardAgainWithoutDropout();
                sums.get(1).tally().add(indices, pass, batch.labels());
            }
        }
    }

    private static void put(BatchAssembler batch, EvaluationBatches.Batch indices, Seed augmentation) {
        for (int i = 0; i < indices.size(); i++) {
            int index = indices.index(i);
            batch.put(
                    i,
                    index,
                    indices.domain(),
                    batch.isRandom() ? augmentation.child(index).generator() : null);
        }
    }

    private BatchAssembler assembler(Protocol protocol, int batchSize, BatchComposition composition) {
        List<Transform> transform =
                protocol.transform() == TransformSide.TRAIN ? transforms.train() : transforms.eval();
        return new BatchAssembler(images(protocol), transform, composition, dataset, batchSize);
    }

    private ImageSet images(Protocol protocol) {
        return protocol.split() == Protocol.Split.TRAIN ? dataset.train() : dataset.test();
    }

    private void requireUnchanged(long before, String what) {
        if (network.fingerprint() != before) {
            throw new IllegalStateException(what + " changed the network");
        }
    }

    @Override
    public void close() {
        passes.close();
    }
}
