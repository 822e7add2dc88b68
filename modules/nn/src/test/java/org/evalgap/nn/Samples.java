package org.evalgap.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.kernel.Precision;
import org.evalgap.nn.kernel.Values;
import org.evalgap.nn.state.Variable;

/** Random batches and random states, the same for the same generator. */
public final class Samples {

    private Samples() {}

    /** Images [N, H, W, C] of standard normal values. */
    static float[] images(Shape shape, int samples, RandomGenerator random) {
        float[] images = new float[samples * shape.size()];
        for (int i = 0; i < images.length; i++) {
            images[i] = (float) random.nextGaussian();
        }
        return images;
    }

    static byte[] labels(int classes, int samples, RandomGenerator random) {
        byte[] labels = new byte[samples];
        for (int i = 0; i < samples; i++) {
            labels[i] = (byte) random.nextInt(classes);
        }
        return labels;
    }

    /** A chain that ends in a classifier with bias. */
    static NetworkSpec classifier(Shape input, int classes, List<LayerSpec> layers) {
        List<LayerSpec> chain = new ArrayList<>(layers);
        chain.add(new LayerSpec.Flatten());
        chain.add(new LayerSpec.Linear(classes, true));
        return new NetworkSpec(input, classes, chain);
    }

    /** A network none of whose values is special: factors of either sign, running statistics off 0 and 1. */
    static Network network(NetworkSpec spec, Precision precision, RandomGenerator random) {
        Network network = Network.create(spec, precision, random);
        for (Variable variable : network.variables()) {
            Values values = variable.values();
            for (int i = 0; i < variable.length(); i++) {
                switch (variable.role()) {
                    case RUNNING_VARIANCE -> values.set(i, 0.5 + random.nextDouble());
                    case WEIGHT ->
                        values.set(i, (random.nextBoolean() ? 1 : -1) * values.get(i) + 0.3 * random.nextGaussian());
                    case RUNNING_MEAN -> values.set(i, 0.3 * random.nextGaussian());
                    default -> values.set(i, values.get(i) + 0.3 * random.nextGaussian());
                }
            }
        }
        return network;
    }

    static double[] toArray(Values values, int length) {
        double[] copy = new double[length];
        for (int i = 0; i < length; i++) {
            copy[i] = values.get(i);
        }
        return copy;
    }
}
