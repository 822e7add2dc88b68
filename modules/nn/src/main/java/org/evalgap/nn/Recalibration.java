package org.evalgap.nn;

import java.util.ArrayList;
import java.util.List;
import org.evalgap.nn.state.BatchStatistics;
import org.evalgap.nn.state.PopulationMoments;
import org.evalgap.nn.state.RunningStatistics;

/**
 * Collects what the BatchNorm layers of a network measure of one batch after another, for new running statistics. The
 * network does not change until {@link #apply}; what a layer measures with batch statistics does not depend on its
 * running statistics, so several estimators and several lengths follow from one walk over the data. Behind a {@link
 * org.evalgap.nn.graph.BatchRenorm} it does: there the walk is with those that the network has.
 */
public final class Recalibration {

    /** How batches make up a mean and a variance. */
    public enum Estimator {
        /**
         * Plain averages of the batches' means and of their unbiased variances, every batch of equal weight: PyTorch's
         * {@code update_bn}. What the means of batches vary is not in the variance.
         */
        CUMULATIVE,
        /**
         * Mean and biased variance of all values together, by the law of total variance: E[biased variance within a
         * batch] + Var(batch means), batches weighted by their size.
         */
        POPULATION
    }

    private final List<RunningStatistics> running;
    private final List<PopulationMoments> layers = new ArrayList<>();

    /** @param network whose passes will be added */
    public Recalibration(Network network) {
        running = network.runningStatistics();
        running.forEach(layer -> layers.add(new PopulationMoments(layer.layer(), layer.channels())));
    }

    /**
     * Adds the batch of the last forward pass.
     *
     * @throws IllegalArgumentException if the pass measured none, or is of another network
     */
    public void add(Pass pass) {
        add(pass.batchStatistics());
    }

    /**
     * Adds what was measured of a batch.
     *
     * @throws IllegalArgumentException if it is of another network
     */
    public void add(List<BatchStatistics> batch) {
        if (batch.size() != layers.size()) {
            throw new IllegalArgumentException("cannot recalibrate; expected: a pass with batch statistics of "
                    + layers.size() + " BatchNorm layers; received: " + batch.size());
        }
        for (int i = 0; i < layers.size(); i++) {
            layers.get(i).add(batch.get(i));
        }
    }

    /** What was collected so far, one for each BatchNorm layer in order. */
    public List<PopulationMoments> layers() {
        return List.copyOf(layers);
    }

    /**
     * Sets the network's running statistics to what was collected.
     *
     * @throws IllegalStateException if no batch was added
     */
    public void apply(Estimator estimator) {
        for (int i = 0; i < layers.size(); i++) {
            PopulationMoments moments = layers.get(i);
            if (moments.batches() == 0) {
                throw new IllegalStateException("cannot recalibrate; expected: at least one batch; received: none");
            }
            for (int c = 0; c < moments.channels(); c++) {
                switch (estimator) {
                    case CUMULATIVE -> running.get(i).set(c, moments.meanOfMeans(c), moments.meanOfVariances(c));
                    case POPULATION -> running.get(i).set(c, moments.mean(c), moments.variance(c));
                }
            }
            running.get(i).recalibrated(moments.batches());
        }
    }
}
