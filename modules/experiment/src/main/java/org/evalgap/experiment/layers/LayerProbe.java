package org.evalgap.experiment.layers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.evalgap.data.Dataset;
import org.evalgap.data.random.Seed;
import org.evalgap.data.random.SplitMix64;
import org.evalgap.data.transform.TransformPair;
import org.evalgap.experiment.evaluation.EvaluationBatches;
import org.evalgap.experiment.training.BatchAssembler;
import org.evalgap.experiment.training.TrainingWalk;
import org.evalgap.nn.Network;
import org.evalgap.nn.Pass;
import org.evalgap.nn.Recalibration;
import org.evalgap.nn.program.Mode;
import org.evalgap.nn.state.BatchStatistics;
import org.evalgap.nn.state.PopulationMoments;
import org.evalgap.nn.state.RunningStatistics;
import org.evalgap.results.rows.LayerFigures;
import org.evalgap.study.settings.TrainingConfig;

/**
 * Looks at every norm of a network as it is now, and changes nothing: one walk over the training images in TRAIN mode
 * with the train transform, one over the test images in EVAL mode with the eval transform, and, where dropout stands
 * ahead of a norm, another with dropout on.
 */
public final class LayerProbe {

    private static final Mode DROPOUT_ON = new Mode(Mode.Statistics.RUNNING, true);

    private final Network network;
    private final TrainingConfig training;
    private final int evaluationBatchSize;
    private final TransformPair transforms;
    private final Dataset dataset;
    private final Seed seed;
    private final Runnable checkpoint;

    /**
     * @param training gives batch size and composition of the walk in TRAIN mode
     * @param evaluationBatchSize images of a pass with running statistics
     * @param seed root of the streams of batches, transforms and masks
     * @param checkpoint runs before every pass; may throw to end the work
     */
    public LayerProbe(
            Network network,
            TrainingConfig training,
            int evaluationBatchSize,
            TransformPair transforms,
            Dataset dataset,
            Seed seed,
            Runnable checkpoint) {
        this.network = network;
        this.training = training;
        this.evaluationBatchSize = evaluationBatchSize;
        this.transforms = transforms;
        this.dataset = dataset;
        this.seed = seed;
        this.checkpoint = checkpoint;
    }

    /**
     * One for each norm, in the order of the layers; none for a network without norms.
     *
     * @param channels whether those of every channel follow those of its layer
     */
    public List<LayerFigures> measure(boolean channels) {
        Map<Integer, NormProbe> probes = probes();
        if (probes.isEmpty()) {
            return List.of();
        }
        long before = network.fingerprint();
        NormProbe first = probes.values().iterator().next();
        CompositionStatistic composition = new CompositionStatistic(training.batchSize(), channelsOf(first.norm()));
        Recalibration recalibration = new Recalibration(network);
        try (Taps taps = new Taps(network, probes)) {
            SplitMix64 dropout = seed.child("dropout").generator();
            walk().forEach((images, size, domain) -> {
                Pass pass = taps.forward(images, size, Mode.TRAIN, dropout);
                composition.add(first.batch());
                recalibration.add(pass);
                for (BatchStatistics measured : pass.batchStatistics()) {
                    probes.get(measured.layer()).addTraining(measured);
                }
            });
            evaluate(taps, Mode.EVAL, probes, NormProbe::addEvaluation);
            if (probes.values().stream().anyMatch(probe -> probe.norm().afterDropout())) {
                evaluate(taps, DROPOUT_ON, probes, NormProbe::addDropout);
            }
        }
        if (network.fingerprint() != before) {
            throw new IllegalStateException("looking at the layers changed the network");
        }
        return figures(probes, recalibration, composition, channels);
    }

    private TrainingWalk walk() {
        return new TrainingWalk(network.spec(), training, transforms.train(), dataset, seed.child("walk"), checkpoint);
    }

    private void evaluate(Taps taps, Mode mode, Map<Integer, NormProbe> probes, Consumer<NormProbe> add) {
        int batchSize = Math.min(evaluationBatchSize, dataset.test().size());
        BatchAssembler batch =
                new BatchAssembler(dataset.test(), transforms.eval(), training.composition(), dataset, batchSize);
        SplitMix64 dropout = seed.child("evaluation dropout").generator();
        Seed augmentation = seed.child("augmentation");
        for (EvaluationBatches.Batch indices : EvaluationBatches.inOrder(
                        dataset.test().size(), batchSize, batch.domains())
                .draw(0)) {
            checkpoint.run();
            for (int i = 0; i < indices.size(); i++) {
                int index = indices.index(i);
                batch.put(i, index, indices.domain(), augmentation.child(index).generator());
            }
            taps.forward(batch.pixels(), indices.size(), mode, dropout);
            probes.values().stream().filter(probe -> probe.looksAt(mode)).forEach(add);
        }
    }

    private List<LayerFigures> figures(
            Map<Integer, NormProbe> probes,
            Recalibration recalibration,
            CompositionStatistic composition,
            boolean channels) {
        Map<Integer, PopulationMoments> population =
                recalibration.layers().stream().collect(Collectors.toMap(PopulationMoments::layer, moments -> moments));
        List<LayerFigures> all = new ArrayList<>();
        for (NormProbe probe : probes.values()) {
            Optional<PopulationMoments> moments =
                    Optional.ofNullable(population.get(probe.norm().layer()));
            all.add(probe.figures(null, moments, training.batchSize(), all.isEmpty() ? composition : null));
            for (int c = 0; c < channelsOf(probe.norm()) && channels; c++) {
                all.add(probe.figures(c, moments, training.batchSize(), null));
            }
        }
        return List.copyOf(all);
    }

    private Map<Integer, NormProbe> probes() {
        Map<Integer, RunningStatistics> running = network.runningStatistics().stream()
                .collect(Collectors.toMap(RunningStatistics::layer, statistics -> statistics));
        Map<Integer, NormProbe> probes = new LinkedHashMap<>();
        for (Norm norm : Norm.of(network.spec())) {
            probes.put(
                    norm.layer(),
                    new NormProbe(
                            norm, channelsOf(norm), Optional.ofNullable(running.get(norm.layer())), probes.isEmpty()));
        }
        return probes;
    }

    private int channelsOf(Norm norm) {
        int[] channels = {0};
        network.spec().forEachLayer((index, layer, input) -> {
            if (index == norm.layer()) {
                channels[0] = input.channels();
            }
        });
        return channels[0];
    }

    /** Passes that summarize what enters each norm, each compiled once. */
    private static final class Taps implements AutoCloseable {
        private final Network network;
        private final Map<Integer, NormProbe> probes;
        private final Map<Key, Pass> passes = new HashMap<>();
        private int batchSize;

        private record Key(int batchSize, Mode mode) {}

        Taps(Network network, Map<Integer, NormProbe> probes) {
            this.network = network;
            this.probes = probes;
        }

        Pass forward(float[] images, int size, Mode mode, SplitMix64 dropout) {
            batchSize = size;
            Pass pass = passes.computeIfAbsent(
                    new Key(size, mode),
                    key -> network.tappedPass(key.batchSize(), key.mode(), (layer, input, rows, channels) -> {
                        NormProbe probe = probes.get(layer);
                        if (probe.looksAt(key.mode())) {
                            probe.batch().read(input, batchSize, rows, channels);
                        }
                    }));
            pass.forward(images, dropout);
            return pass;
        }

        @Override
        public void close() {
            passes.values().forEach(Pass::close);
        }
    }
}
