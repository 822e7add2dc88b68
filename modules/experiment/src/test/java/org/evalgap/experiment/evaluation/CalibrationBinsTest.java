package org.evalgap.experiment.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CalibrationBinsTest {

    @Test
    void theErrorIsTheMeanDistanceOfConfidenceAndAccuracyInABin() {
        CalibrationBins bins = new CalibrationBins();
        // Bin (13/15, 14/15]: confidence 0.9, accuracy 1/2. Bin (7/15, 8/15]: confidence 0.5, accuracy 1.
        bins.add(0.9, true);
        bins.add(0.9, false);
        bins.add(0.5, true);

        assertThat(bins.error()).isCloseTo(2.0 / 3 * 0.4 + 1.0 / 3 * 0.5, within(1e-12));
    }

    @Test
    void binsAreClosedAtTheirUpperEnd() {
        CalibrationBins together = new CalibrationBins();
        together.add(13.0 / 15 + 1e-9, true);
        together.add(14.0 / 15, false);
        CalibrationBins apart = new CalibrationBins();
        apart.add(14.0 / 15, true);
        apart.add(14.0 / 15 + 1e-9, false);

        assertThat(together.error()).isCloseTo(27.0 / 30 - 0.5, within(1e-6));
        assertThat(apart.error()).isCloseTo(0.5 * (1.0 / 15) + 0.5 * (14.0 / 15), within(1e-6));
    }

    @Test
    void certaintyThatIsAlwaysRightIsCalibrated() {
        CalibrationBins bins = new CalibrationBins();
        bins.add(1, true);
        bins.add(1, true);

        assertThat(bins.error()).isZero();
    }

    @Test
    void whoIsRightAsOftenAsHeSaysHasASmallError() {
        SplittableRandom random = new SplittableRandom(1);
        CalibrationBins bins = new CalibrationBins();
        for (int i = 0; i < 200_000; i++) {
            double confidence = random.nextDouble(0.1, 1);
            bins.add(confidence, random.nextDouble() < confidence);
        }

        assertThat(bins.error()).isLessThan(0.01);
    }

    @Test
    void whatIsNotANumberStaysNone() {
        CalibrationBins bins = new CalibrationBins();
        bins.add(Double.NaN, false);

        assertThat(bins.error()).isNaN();
        assertThat(new CalibrationBins().error()).isNaN();
    }
}
