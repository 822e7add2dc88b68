package org.evalgap.experiment.training;

import org.evalgap.nn.ExponentialAverage;
import org.evalgap.nn.Network;
import org.evalgap.nn.state.State;
import org.evalgap.study.settings.AveragedCopyConfig;
import org.evalgap.study.settings.AveragedCopyConfig.Buffers;

/** An average of the weights that follows a training and takes their place at its end. */
final class AveragedCopy implements AutoCloseable {

    private final Network network;
    private final AveragedCopyConfig config;
    private final State start;
    private final long middle;
    private ExponentialAverage average;
    private State old;
    private long steps;

    /**
     * @param network before its first step
     * @param lastStep steps of the whole training
     */
    AveragedCopy(Network network, AveragedCopyConfig config, long lastStep) {
        this.network = network;
        this.config = config;
        start = network.state();
        old = start;
        middle = lastStep / 2;
    }

    /** To be called after every step. */
    void afterStep() {
        steps++;
        if (average == null) {
            average = new ExponentialAverage(network, config.decay());
        } else {
            average.update();
        }
        if (steps == middle) {
            old = network.state();
        }
    }

    /**
     * Puts the copy in the network's place.
     *
     * @return how far its parameters are from the network's: the norm of the difference over that of the network's
     */
    double deploy() {
        State trained = network.state();
        ExponentialAverage.Part part =
                config.buffers() == Buffers.AVERAGED ? ExponentialAverage.Part.ALL : ExponentialAverage.Part.PARAMETERS;
        network.restore(average.state(part));
        switch (config.buffers()) {
            case STALE -> takeStatistics(old);
            case INITIAL -> takeStatistics(start);
            case LIVE, AVERAGED -> {}
        }
        return distance(network.state(), trained);
    }

    /** The parameters as they are, with the running statistics of another state. */
    private void takeStatistics(State other) {
        float[] values = network.state().values();
        int parameters = network.parameters();
        System.arraycopy(other.values(), parameters, values, parameters, values.length - parameters);
        network.restore(new State(values, other.batches()));
    }

    private double distance(State copy, State trained) {
        double squares = 0;
        double norm = 0;
        for (int i = 0; i < network.parameters(); i++) {
            double difference = copy.values()[i] - trained.values()[i];
            squares += difference * difference;
            norm += (double) trained.values()[i] * trained.values()[i];
        }
        return Math.sqrt(squares / norm);
    }

    @Override
    public void close() {
        if (average != null) {
            average.close();
        }
    }
}
