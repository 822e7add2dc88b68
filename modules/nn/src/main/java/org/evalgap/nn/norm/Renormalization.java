package org.evalgap.nn.norm;

import org.evalgap.nn.graph.BatchRenorm;
import org.evalgap.nn.state.RunningStatistics;

/** r and d of one set of samples in {@link BatchRenorm}: what brings batch statistics to running ones, within bounds. */
final class Renormalization {

    private final BatchRenorm spec;
    private final RunningStatistics running;
    private final double[] ratio;
    private final double[] shift;

    Renormalization(BatchRenorm spec, RunningStatistics running) {
        this.spec = spec;
        this.running = running;
        ratio = new double[running.channels()];
        shift = new double[running.channels()];
    }

    /** Sets r and d by what was measured of the set, by channel. */
    void set(double[] mean, double[] variance) {
        double largest = spec.ratioBound(running.batches());
        double farthest = spec.shiftBound(running.batches());
        for (int i = 0; i < ratio.length; i++) {
            double deviation = Math.sqrt(running.variance(i) + spec.epsilon());
            ratio[i] = clip(Math.sqrt(variance[i] + spec.epsilon()) / deviation, 1 / largest, largest);
            shift[i] = clip((mean[i] - running.mean(i)) / deviation, -farthest, farthest);
        }
    }

    private static double clip(double value, double least, double most) {
        return Math.max(least, Math.min(most, value));
    }

    double ratio(int channel) {
        return ratio[channel];
    }

    double shift(int channel) {
        return shift[channel];
    }
}
