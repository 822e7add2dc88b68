package org.evalgap.experiment.training;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evalgap.data.Dataset;
import org.evalgap.data.random.Seed;
import org.evalgap.data.tools.Stopwatch;
import org.evalgap.data.transform.Transform;
import org.evalgap.nn.Network;
import org.evalgap.nn.Pass;
import org.evalgap.nn.Sgd;
import org.evalgap.nn.program.Mode;
import org.evalgap.nn.state.Variable;
import org.evalgap.study.settings.TrainingConfig;

/**
 * Trains one network on one dataset, epoch by epoch, on its {@link TrainingBatches}.
 */
public final class Trainer implements AutoCloseable {

    /** BatchNorm with its running statistics; a pass with these moves none. */
    private static final Mode FROZEN = new Mode(Mode.Statistics.RUNNING, true);

    private final Network network;
    private final TrainingConfig config;
    private final TrainingBatches batches;
    private final Runnable checkpoint;
    private final Map<PassKey, Pass> passes = new HashMap<>();
    private final Sgd optimizer;
    private final long lastStep;
    private final long firstFrozenStep;
    private final Optional<ExtraPasses> extraPasses;
    private final Optional<AveragedCopy> copy;
    private Runnable afterStep = () -> {};
    private double distanceToTrained;
    private int correctInStep;
    private int epochs;
    private long steps;
    private double learningRate;

    private record PassKey(int batchSize, Mode mode) {}

    /**
     * @param network to train; its input shape is what the transforms leave
     * @param transforms what training images go through
     * @param seed root of this training's streams
     * @param checkpoint runs before every step; may throw to end the training
     */
    public Trainer(
            Network network,
            TrainingConfig config,
            List<Transform> transforms,
            Dataset dataset,
            Seed seed,
            Runnable checkpoint) {
        this(network, config, transforms, dataset, seed, checkpoint, trainable(network));
    }

    /**
     * A trainer of a part of the network.
     *
     * @param trained parameters that move; the others stay as they are
     */
    public Trainer(
            Network network,
            TrainingConfig config,
            List<Transform> transforms,
            Dataset dataset,
            Seed seed,
            Runnable checkpoint,
            List<Variable> trained) {
        this.network = network;
        this.config = config;
        this.checkpoint = checkpoint;
        batches = new TrainingBatches(config, transforms, dataset, seed);
        optimizer = trained.equals(trainable(network))
                ? new Sgd(network, config.momentum(), config.nesterov(), config.weightDecay())
                : new Sgd(network, config.momentum(), config.nesterov(), config.weightDecay(), trained);
        lastStep = batches.steps();
        firstFrozenStep = batches.stepsThatMoveStatistics();
        extraPasses = config.passesBesides()
                .map(besides -> new ExtraPasses(besides, config, transforms, dataset, seed.child("extra passes")));
        copy = config.copy().map(averaged -> new AveragedCopy(network, averaged, lastStep));
    }

    private static List<Variable> trainable(Network network) {
        return network.variables().stream()
                .filter(variable -> variable.role().trainable())
                .toList();
    }

    /** Does something after every step, when parameters and running statistics have moved. */
    public void afterStep(Runnable action) {
        afterStep = action;
    }

    /** Whether every step of the training is done. */
    public boolean isDone() {
        return steps >= lastStep;
    }

    /**
     * How far the parameters of the network, once the training is done, are from those that its last step left: the norm
     * of the difference over that of the latter. 0 unless an averaged copy took their place.
     */
    public double distanceToTrained() {
        return distanceToTrained;
    }

    /** Optimizer steps done. */
    public long steps() {
        return steps;
    }

    /**
     * Trains the next epoch, or the part of it that the training still has.
     *
     * @throws DivergedException if a loss is not finite
     */
    public EpochSummary trainEpoch() {
        TrainingBatches.Walk batch = batches.epoch(epochs);
        Stopwatch stopwatch = new Stopwatch();
        double loss = 0;
        int correct = 0;
        int images = 0;
        while (batch.hasNext() && !isDone()) {
            checkpoint.run();
            batch.next();
            int size = batch.size();
            Pass pass = pass(size);
            loss += step(pass, batch) * size;
            correct += correctInStep;
            images += size;
        }
        epochs++;
        if (isDone()) {
            copy.ifPresent(averaged -> distanceToTrained = averaged.deploy());
        }
        double seconds = stopwatch.seconds();
        return new EpochSummary(epochs, steps, images, learningRate, loss / images, (double) correct / images, seconds);
    }

    /** The mean loss before the update. */
    private double step(Pass pass, TrainingBatches.Walk batch) {
        pass.forward(batch.images(), batch.dropout());
        double loss = pass.loss(batch.labels(), config.labelSmoothing());
        if (!Double.isFinite(loss)) {
            throw new DivergedException(steps + 1, loss);
        }
        correctInStep = pass.correct(batch.labels());
        pass.backward();
        if (config.updateRunningStatistics()) {
            pass.updateRunningStatistics();
        }
        learningRate = config.learningRate().at(config.batchSize(), steps, lastStep);
        optimizer.step(learningRate);
        steps++;
        extraPasses.ifPresent(besides -> besides.run(pass));
        copy.ifPresent(AveragedCopy::afterStep);
        afterStep.run();
        return loss;
    }

    private Pass pass(int size) {
        Mode mode = steps < firstFrozenStep ? Mode.TRAIN : FROZEN;
        return passes.computeIfAbsent(
                new PassKey(size, mode), key -> network.trainingPass(key.batchSize(), key.mode()));
    }

    @Override
    public void close() {
        copy.ifPresent(AveragedCopy::close);
        passes.values().forEach(Pass::close);
        optimizer.close();
    }
}
