package org.evalgap.cli.benchmark;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.evalgap.data.tools.Stopwatch;
import org.evalgap.nn.Network;
import org.evalgap.nn.Pass;
import org.evalgap.nn.Sgd;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.kernel.Precision;
import org.evalgap.nn.kernel.Profile;
import org.evalgap.nn.program.Mode;

/**
 * The engine alone on one core: training steps and EVAL passes of one network on batches that are already in memory.
 * Labels are drawn at random for every step, so that there is nothing to learn: gradients never vanish.
 *
 * <p>The network: 3 × 32 × 32 images; three blocks of convolution 3 × 3 without bias → norm → ReLU → 2 × 2 maximum
 * pooling, of 16, 32 and 64 channels; dropout 0.3; 10 classes. A step: forward, cross-entropy, backward, running
 * statistics, SGD with momentum 0.9 and weight decay 5e-4. {@code jobs/benchmark-pytorch.py} has the same in PyTorch.
 */
final class EngineBenchmark implements AutoCloseable {

    private static final int GROUPS = 8;
    private static final int CLASSES = 10;
    private static final Shape IMAGE = new Shape(32, 32, 3);
    private static final int BATCHES = 8;
    private static final int LABELS = 997;
    private static final int CALLS_BETWEEN_LOOKS_AT_THE_CLOCK = 4;

    private final int batchSize;
    private final Network network;
    private final Pass training;
    private final Pass evaluation;
    private final Sgd optimizer;
    private final SplittableRandom random = new SplittableRandom(1);
    private final float[][] images;
    private final byte[][] labels;
    private int calls;

    /** @param norm {@code batch}, {@code group} or {@code layer} */
    EngineBenchmark(String norm, int batchSize) {
        this.batchSize = batchSize;
        network = Network.create(specification(norm), Precision.FLOAT, random);
        training = network.trainingPass(batchSize, Mode.TRAIN);
        evaluation = network.forwardPass(batchSize, Mode.EVAL);
        optimizer = new Sgd(network, 0.9, false, 5e-4);
        images = new float[BATCHES][batchSize * IMAGE.size()];
        labels = new byte[LABELS][batchSize];
        for (float[] batch : images) {
            for (int i = 0; i < batch.length; i++) {
                batch[i] = (float) random.nextGaussian();
            }
        }
        for (byte[] batch : labels) {
            for (int i = 0; i < batch.length; i++) {
                batch[i] = (byte) random.nextInt(CLASSES);
            }
        }
    }

    static NetworkSpec specification(String norm) {
        LayerSpec layer = switch (norm) {
            case "batch" -> new LayerSpec.BatchNorm(LayerSpec.BatchNorm.DEFAULT_MOMENTUM);
            case "group" -> new LayerSpec.GroupNorm(GROUPS);
            case "layer" -> new LayerSpec.LayerNorm();
            default -> throw new IllegalArgumentException("norm: expected batch, group or layer, received " + norm);
        };
        List<LayerSpec> layers = new ArrayList<>();
        for (int width : new int[] {16, 32, 64}) {
            layers.add(new LayerSpec.Conv2d(width, 3, 1, 1, false));
            layers.add(layer);
            layers.add(new LayerSpec.Relu());
            layers.add(new LayerSpec.MaxPool2d(2));
        }
        layers.add(new LayerSpec.Flatten());
        layers.add(new LayerSpec.Dropout(0.3));
        layers.add(new LayerSpec.Linear(CLASSES, true));
        return new NetworkSpec(IMAGE, CLASSES, layers);
    }

    /** Training images per second, over about {@code seconds}. */
    double trainRate(double seconds) {
        return rate(this::trainStep, seconds);
    }

    /** EVAL images per second, over about {@code seconds}. */
    double evalRate(double seconds) {
        return rate(this::evaluate, seconds);
    }

    /** Where the time of {@code steps} training steps goes. */
    Profile profileTraining(int steps) {
        return profile(training, this::trainStep, steps);
    }

    /** Where the time of {@code passes} EVAL passes goes. */
    Profile profileEvaluation(int passes) {
        return profile(evaluation, this::evaluate, passes);
    }

    /**
     * Processor seconds of each of {@code steps} training steps on one batch that repeats, until it is learned by heart and
     * its gradients vanish.
     */
    double[] repeatedBatch(int steps) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        double[] seconds = new double[steps];
        for (int i = 0; i < steps; i++) {
            long started = threads.getCurrentThreadCpuTime();
            trainStep(images[0], labels[0]);
            seconds[i] = (threads.getCurrentThreadCpuTime() - started) / 1e9;
        }
        return seconds;
    }

    private void trainStep() {
        calls++;
        trainStep(images[calls % BATCHES], labels[calls % LABELS]);
    }

    private void trainStep(float[] batch, byte[] classes) {
        training.forward(batch, random);
        training.loss(classes);
        training.backward();
        training.updateRunningStatistics();
        optimizer.step(0.05);
    }

    private void evaluate() {
        calls++;
        evaluation.forward(images[calls % BATCHES], null);
    }

    private double rate(Runnable step, double seconds) {
        step.run();
        long calls = 0;
        Stopwatch stopwatch = new Stopwatch();
        while (true) {
            for (int i = 0; i < CALLS_BETWEEN_LOOKS_AT_THE_CLOCK; i++) {
                step.run();
            }
            calls += CALLS_BETWEEN_LOOKS_AT_THE_CLOCK;
            double elapsed = stopwatch.seconds();
            if (elapsed >= seconds) {
                return calls * batchSize / elapsed;
            }
        }
    }

    private static Profile profile(Pass pass, Runnable step, int times) {
        Profile profile = new Profile();
        pass.profile(profile);
        for (int i = 0; i < times; i++) {
            step.run();
        }
        pass.profile(null);
        return profile;
    }

    @Override
    public void close() {
        optimizer.close();
        evaluation.close();
        training.close();
        network.close();
    }
}
