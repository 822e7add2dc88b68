package org.evalgap.checkup;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.evalgap.checkup.pass.InputChange;
import org.evalgap.checkup.pass.NormStatistics;
import org.evalgap.data.preprocessing.Preprocessing;
import org.evalgap.data.source.ImageSource;
import org.evalgap.nn.state.PopulationMoments;

/**
 * Asks which images the first norm's statistics are of. Ahead of it stand only linear layers, so that the means it sees of
 * scale · x + shift follow from those of x, of nothing and of constant channels, whatever the weights. If one scale and a
 * shift for each input channel make the stored means and variances fit, the statistics are of other images; statistics of
 * other weights do not fit any.
 */
final class InputShifts {

    /**
     * Images of another brightness and contrast that the first norm's stored statistics fit: scale · x + shift, in units of
     * what enters the network.
     *
     * @param scale of contrast
     * @param explained part of the mismatch that they and a shift of each channel explain, at most 1
     */
    record Shift(double scale, double explained) {}

    /** Mismatches below this many standard deviations ask no question. */
    private static final double SMALLEST_MISMATCH = 0.1;

    private static final double LINEAR = 1e-3;
    private static final double SMALLEST_VARIANCE = 1e-5;

    private final ModelRunner runner;
    private final ImageSource images;
    private final Preprocessing preprocessing;
    private final List<int[]> batches;

    InputShifts(ModelRunner runner, ImageSource images, Preprocessing preprocessing, List<int[]> batches) {
        this.runner = runner;
        this.images = images;
        this.preprocessing = preprocessing;
        this.batches = batches;
    }

    /** Empty if what the norm sees is not linear in the image, or the statistics fit as they are. */
    Optional<Shift> find(NormStatistics stored) {
        int inputs = preprocessing.channels();
        PopulationMoments seen = runner.firstNorm(images, preprocessing, batches, InputChange.NOTHING);
        double[] few = means(InputChange.NOTHING);
        double[] nothing = means(InputChange.scaled(0));
        double[] doubled = means(InputChange.scaled(2));
        double[][] constant = new double[inputs][];
        for (int k = 0; k < inputs; k++) {
            constant[k] = means(InputChange.constantChannel(k));
        }
        int channels = seen.channels();
        double[][] design = new double[channels][inputs + 1];
        double[] target = new double[channels];
        double mismatch = 0;
        for (int c = 0; c < channels; c++) {
            double slope = seen.mean(c) - nothing[c];
            double unit = Math.sqrt(seen.variance(c) + SMALLEST_VARIANCE);
            double slopeOfFew = few[c] - nothing[c];
            if (Math.abs(doubled[c] - nothing[c] - 2 * slopeOfFew) > LINEAR * (Math.abs(slopeOfFew) + unit)) {
                return Optional.empty();
            }
            design[c][0] = slope / unit;
            for (int k = 0; k < inputs; k++) {
                design[c][k + 1] = (constant[k][c] - nothing[c]) / unit;
            }
            target[c] = (stored.mean()[c] - nothing[c]) / unit;
            mismatch += square((stored.mean()[c] - seen.mean(c)) / unit) + square(logRatio(stored, seen, c));
        }
        if (Math.sqrt(mismatch / (2 * channels)) < SMALLEST_MISMATCH) {
            return Optional.empty();
        }
        double[] fit = new SingularValueDecomposition(new Array2DRowRealMatrix(design))
                .getSolver()
                .solve(new ArrayRealVector(target))
                .toArray();
        double left = 0;
        for (int c = 0; c < channels; c++) {
            double predicted = 0;
            for (int k = 0; k <= inputs; k++) {
                predicted += design[c][k] * fit[k];
            }
            double scale = Math.log(Math.abs(fit[0]) + SMALLEST_VARIANCE);
            left += square(target[c] - predicted) + square(logRatio(stored, seen, c) - scale);
        }
        int freedom = 2 * channels - fit.length;
        double explained = freedom < 1 ? 0 : 1 - left / freedom / (mismatch / (2 * channels));
        return Optional.of(new Shift(fit[0], explained));
    }

    private static double logRatio(NormStatistics stored, PopulationMoments seen, int c) {
        return Math.log((stored.variance()[c] + SMALLEST_VARIANCE) / (seen.variance(c) + SMALLEST_VARIANCE)) / 2;
    }

    private static double square(double value) {
        return value * value;
    }

    /** Over one batch, which is enough to see what the layers ahead do. */
    private double[] means(InputChange change) {
        PopulationMoments moments = runner.firstNorm(images, preprocessing, batches.subList(0, 1), change);
        double[] means = new double[moments.channels()];
        Arrays.setAll(means, moments::mean);
        return means;
    }
}
