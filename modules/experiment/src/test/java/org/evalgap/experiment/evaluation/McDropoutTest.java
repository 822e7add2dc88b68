package org.evalgap.experiment.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class McDropoutTest {

    private static float[] logits(double... probabilities) {
        float[] logits = new float[probabilities.length];
        for (int k = 0; k < logits.length; k++) {
            logits[k] = (float) Math.log(probabilities[k]);
        }
        return logits;
    }

    private static double entropy(double p) {
        return -p * Math.log(p) - (1 - p) * Math.log(1 - p);
    }

    @Test
    void averagesProbabilitiesAndSplitsTheirEntropy() {
        McDropout passes = new McDropout(2, 2, 2);
        // The first image: two passes that contradict each other. The second: two that agree, and are wrong.
        passes.add(0, 0, logits(0.9, 0.1), 0);
        passes.add(0, 0, logits(0.3, 0.7), 0);
        passes.add(1, 1, logits(0.8, 0.2), 0);
        passes.add(1, 1, logits(0.8, 0.2), 0);
        McDropout.Result result = passes.result();

        assertThat(result.images()).isEqualTo(2);
        assertThat(result.accuracy()).isEqualTo(0.5);
        assertThat(result.loss()).isCloseTo(-(Math.log(0.6) + Math.log(0.2)) / 2, within(1e-6));
        assertThat(result.uncertainty().predictiveEntropy()).isCloseTo((entropy(0.6) + entropy(0.8)) / 2, within(1e-6));
        assertThat(result.uncertainty().mutualInformation())
                .isCloseTo((entropy(0.6) - (entropy(0.9) + entropy(0.3)) / 2) / 2, within(1e-6));
        // Unbiased variance of {0.9, 0.3}, and of {0.1, 0.7}: 0.18; of the second image 0.
        assertThat(result.uncertainty().probabilityVariance()).isCloseTo(0.18 / 2, within(1e-6));
        // Confidences 0.6 (right) and 0.8 (wrong) are alone in their bins.
        assertThat(result.calibrationError()).isCloseTo((0.4 + 0.8) / 2, within(1e-6));
        // The wrong one has the smaller entropy.
        assertThat(result.uncertainty().errorsByEntropy()).isZero();
    }

    @Test
    void onePassHasNoVariance() {
        McDropout passes = new McDropout(1, 2, 1);
        passes.add(0, 0, logits(0.9, 0.1), 0);
        McDropout.Result result = passes.result();
        assertThat(result.uncertainty().probabilityVariance()).isNull();
        assertThat(result.uncertainty().mutualInformation()).isCloseTo(0, within(1e-12));
        assertThat(result.uncertainty().errorsByEntropy()).isNull();
    }

    @Test
    void errorsAreRankedByUncertainty() {
        boolean[] right = {true, true, false, false, true};
        assertThat(McDropout.errorsBy(new double[] {1, 2, 3, 4, 0}, right)).isEqualTo(1);
        assertThat(McDropout.errorsBy(new double[] {4, 3, 2, 1, 5}, right)).isEqualTo(0);
        assertThat(McDropout.errorsBy(new double[] {7, 7, 7, 7, 7}, right)).isEqualTo(0.5);
        // Wrong 2 beats rights 1 and 0; wrong 1 beats 0 and ties with 1.
        assertThat(McDropout.errorsBy(new double[] {3, 1, 2, 1, 0}, right)).isEqualTo((2 + 1.5) / 6);
        assertThat(McDropout.errorsBy(new double[] {1, 2}, new boolean[] {false, false}))
                .isNull();
    }
}
