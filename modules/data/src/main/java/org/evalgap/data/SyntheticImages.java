package org.evalgap.data;

import org.evalgap.data.random.Seed;
import org.evalgap.data.random.SplitMix64;
import org.evalgap.nn.graph.Shape;

/**
 * Makes images by a procedure. Each class has a prototype: a smooth random pattern around middle grey. An image is its
 * class's prototype, shifted by up to a tenth of each side, plus a smooth random pattern of its own, plus noise on each
 * pixel, rounded and limited to 0 … 255. The image's own pattern and the pixel noise both have the standard deviation that
 * is set; because the own pattern is as smooth as the prototypes, classes overlap and no classifier is perfect.
 *
 * <p>Image i of a split has class i modulo the number of classes and depends on seed, split and i alone, so a smaller set
 * is the beginning of a larger one.
 */
final class SyntheticImages {

    private static final double MIDDLE_GREY = 127.5;
    private static final double PROTOTYPE_DEVIATION = 24;
    private static final int SIDE_PER_SHIFT = 10;

    /** Nodes of a smooth pattern along each side: five bumps are what a small network can learn. */
    private static final int NODES = 5;

    private final DatasetConfig.Synthetic config;
    private final Shape shape;
    private final int shiftY;
    private final int shiftX;
    private final Shape canvas;
    private final float[][] prototypes;

    SyntheticImages(DatasetConfig.Synthetic config) {
        this.config = config;
        shape = config.shape();
        shiftY = shape.height() / SIDE_PER_SHIFT;
        shiftX = shape.width() / SIDE_PER_SHIFT;
        canvas = new Shape(shape.height() + 2 * shiftY, shape.width() + 2 * shiftX, shape.channels());
        prototypes = new float[config.classes()][];
        Seed seed = new Seed(config.seed()).child("prototype");
        for (int label = 0; label < prototypes.length; label++) {
            prototypes[label] = smoothPattern(canvas, seed.child(label).generator());
        }
    }

    ImageSet train() {
        return images("train", config.limits().trainPerClass());
    }

    ImageSet test() {
        return images("test", config.limits().testPerClass());
    }

    private ImageSet images(String split, int perClass) {
        Seed seed = new Seed(config.seed()).child(split);
        byte[] labels = new byte[config.classes() * perClass];
        byte[] pixels = new byte[labels.length * shape.size()];
        for (int i = 0; i < labels.length; i++) {
            int label = i % config.classes();
            labels[i] = (byte) label;
            paint(prototypes[label], seed.child(i).generator(), pixels, i * shape.size());
        }
        return new ImageSet(shape, pixels, labels);
    }

    private void paint(float[] prototype, SplitMix64 random, byte[] target, int offset) {
        int top = random.nextInt(2 * shiftY + 1);
        int left = random.nextInt(2 * shiftX + 1);
        float[] own = smoothPattern(shape, random);
        int row = shape.width() * shape.channels();
        for (int i = 0; i < own.length; i++) {
            int y = top + i / row;
            int inRow = left * shape.channels() + i % row;
            double value = MIDDLE_GREY
                    + PROTOTYPE_DEVIATION * prototype[y * canvas.width() * canvas.channels() + inRow]
                    + config.noise() * (own[i] + random.nextGaussian());
            target[offset + i] = (byte) Math.max(0, Math.min(255, Math.round(value)));
        }
    }

    // [H, W, C]: standard normal values on a coarse grid, interpolated linearly along both sides
    private static float[] smoothPattern(Shape shape, SplitMix64 random) {
        int channels = shape.channels();
        double[] nodes = new double[NODES * NODES * channels];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = random.nextGaussian();
        }
        float[] pattern = new float[shape.size()];
        for (int i = 0; i < pattern.length; i++) {
            int channel = i % channels;
            double y = place(i / channels / shape.width(), shape.height());
            double x = place(i / channels % shape.width(), shape.width());
            int row = (int) y;
            int column = (int) x;
            int node = (row * NODES + column) * channels + channel;
            int below = node + NODES * channels;
            double upper = between(nodes[node], nodes[node + channels], x - column);
            double lower = between(nodes[below], nodes[below + channels], x - column);
            pattern[i] = (float) between(upper, lower, y - row);
        }
        return pattern;
    }

    /** Where a pixel lies on the grid of nodes: from 0 to below NODES − 1. */
    private static double place(int pixel, int pixels) {
        return (double) pixel * (NODES - 1) / pixels;
    }

    private static double between(double from, double to, double part) {
        return from + (to - from) * part;
    }
}
