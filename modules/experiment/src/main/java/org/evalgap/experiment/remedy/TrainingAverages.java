package org.evalgap.experiment.remedy;

import java.util.ArrayList;
import java.util.List;
import org.evalgap.data.tools.Stopwatch;
import org.evalgap.nn.ExponentialAverage;
import org.evalgap.nn.Network;

/** Exponential averages of a network's state that follow its training, one for each decay. */
public final class TrainingAverages implements AutoCloseable {

    private final Network network;
    private final List<Double> decays;
    private final List<ExponentialAverage> averages = new ArrayList<>();
    private double seconds;

    /** @param decays weights of the past; may be empty */
    public TrainingAverages(Network network, List<Double> decays) {
        this.network = network;
        this.decays = decays;
    }

    /** To be called after every step: the first copies the network's state, as PyTorch's {@code AveragedModel} does. */
    public void afterStep() {
        if (decays.isEmpty()) {
            return;
        }
        Stopwatch stopwatch = new Stopwatch();
        if (averages.isEmpty()) {
            decays.forEach(decay -> averages.add(new ExponentialAverage(network, decay)));
        } else {
            averages.forEach(ExponentialAverage::update);
        }
        seconds += stopwatch.seconds();
    }

    /** One for each decay, in their order; none before the first step. */
    List<ExponentialAverage> all() {
        return averages;
    }

    /** Time that one of the averages took so far. */
    double secondsOfOne() {
        return averages.isEmpty() ? 0 : seconds / averages.size();
    }

    @Override
    public void close() {
        averages.forEach(ExponentialAverage::close);
    }
}
