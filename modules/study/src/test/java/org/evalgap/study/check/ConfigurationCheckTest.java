package org.evalgap.study.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.evalgap.data.DatasetFacts;
import org.evalgap.nn.graph.Shape;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyReader;
import org.evalgap.study.settings.TrialConfig;
import org.junit.jupiter.api.Test;

class ConfigurationCheckTest {

    private static final DatasetFacts FACTS = new DatasetFacts(new Shape(8, 8, 1), 4, 640, 40);
    private static final String QUIET = "training { batch-size = 32, weight-decay = 0 }, network.dropout = 0";

    /** Of a dataset that is not read, so that nothing is refused. */
    private static TrialConfig trial(String settings) {
        Study study = StudyReader.parse(
                "test.conf",
                "study { name = t, dataset { kind = idx, train-images = a, train-labels = b, test-images = c, "
                        + "test-labels = d }, trial { network { kind = cnn, widths = [4] }, " + settings + " } }");
        return study.trial(study.cells().grid().cell(0));
    }

    private static List<String> warnings(String settings) {
        return ConfigurationCheck.of(trial(QUIET + ", " + settings), FACTS).stream()
                .map(Warning::toString)
                .toList();
    }

    @Test
    void thereIsNothingToSayOfAQuietConfiguration() {
        assertThat(warnings("")).isEmpty();
    }

    @Test
    void nothingIsSaidOfNetworksWithoutBatchNorm() {
        assertThat(warnings("network { normalization = group, dropout = 0.3, dropout-place = before-norm }, "
                        + "training { batch-size = 2, weight-decay = 1e-4, composition = class-sorted }, "
                        + "augmentation = crop-flip"))
                .isEmpty();
    }

    @Test
    void fewImagesInABatch() {
        assertThat(warnings("training.batch-size = 2, network.batch-norm-momentum = 0.01"))
                .containsExactly(
                        "training.batch-size: BatchNorm in layer 1 normalizes with the statistics of 2 images, "
                                + "128 values per channel. In training no normalized value can exceed √(128 − 1) = 11.27, in "
                                + "EVAL any can; and noise of so few values stays in the weights, which recalibration does not "
                                + "repair. Take larger batches, or GroupNorm.");
    }

    @Test
    void oneValuePerChannel() {
        assertThat(warnings("network = null, network = { kind = simplenet, dropout = 0, batch-norm-momentum = 0 }, "
                        + "training { batch-size = 1, steps = 1 }"))
                .first()
                .isEqualTo("training.batch-size: BatchNorm in layer 1 has one value per channel. The difference of a "
                        + "value to its own mean is 0 whatever the image; PyTorch refuses it in training. Take batches "
                        + "of at least 2 images, or a norm that does not use the batch.");
    }

    @Test
    void aRaggedLastBatch() {
        assertThat(warnings("training { batch-size = 71, epochs = 10 }"))
                .containsExactly("training.batch-size: the last batch of an epoch has 1 of 71 images. Its statistics "
                        + "move the running ones as much as a full batch's do, and they are the last to. Set "
                        + "drop-last = true, or take a batch size that divides the 640 training images.");
        assertThat(warnings("training { batch-size = 71, epochs = 10, drop-last = true }"))
                .isEmpty();
        // 640 = 12 · 52 + 16: a batch nearly a third as large is no trouble.
        assertThat(warnings("training { batch-size = 52, epochs = 10 }")).isEmpty();
    }

    @Test
    void runningStatisticsThatHaveNotLeftTheirStart() {
        // 3 epochs of 20 steps: 0.99^60 = 0.547.
        assertThat(warnings("network.batch-norm-momentum = 0.01"))
                .containsExactly("network.batch-norm-momentum: after 60 steps at momentum 0.01 the running statistics "
                        + "are still 54.7 % of what they started from. They started at mean 0 and variance 1, which no "
                        + "batch had: (1 − momentum) to the power of the updates is what is left. Raise the momentum, "
                        + "train longer, or recalibrate.");
        assertThat(warnings("network.batch-norm-momentum = 0.1")).isEmpty();
    }

    @Test
    void plainAverages() {
        assertThat(warnings("network.batch-norm-momentum = cumulative"))
                .containsExactly("network.batch-norm-momentum: running statistics are plain averages over all batches. "
                        + "Batches of the first, untrained weights count as much as the last ones. Recalibrate after "
                        + "training, or take a momentum.");
    }

    @Test
    void noisyRunningStatistics() {
        assertThat(warnings("network = null, network = { kind = simplenet, dropout = 0, batch-norm-momentum = 0.9 }"))
                .containsExactly("network.batch-norm-momentum: running means at momentum 0.9 over batches of 32 values "
                        + "scatter by at least 0.16 standard deviations. They average over so few values: √(momentum / "
                        + "((2 − momentum) · values)), more where the values of an image are alike. Lower the "
                        + "momentum, take larger batches, or recalibrate.");
    }

    @Test
    void dropoutAheadOfBatchNorm() {
        assertThat(warnings("network { dropout = 0.3, dropout-place = before-norm }"))
                .containsExactly("network.dropout-place: dropout of 0.3 stands ahead of BatchNorm in layer 2. Dropout "
                        + "widens what the norm sees in training: with dropout off, the variance of a zero-mean input "
                        + "is 0.70 of what the running statistics hold, less after a ReLU. Move dropout behind the "
                        + "last norm, or recalibrate with dropout off.");
        assertThat(warnings("network { dropout = 0.3, dropout-place = classifier }"))
                .isEmpty();
        assertThat(warnings("network { widths = [4, 4], dropout = 0.3, dropout-place = after-norm }"))
                .hasSize(1);
    }

    @Test
    void dropoutThatDoesNotRescale() {
        assertThat(warnings("network = null, network = { kind = layers, layers = [{ kind = dropout, probability = 0.5, "
                        + "rescale = false }, flatten, { kind = linear, features = 4 }] }"))
                .containsExactly("network.layers: dropout in layer 0 does not rescale what it keeps. With dropout off "
                        + "its output is 2.00 times that of training on average. Set rescale = true, as PyTorch does.");
    }

    @Test
    void batchesThatAreNotRandom() {
        String told = "The statistics of a batch tell what it is made of; running statistics average that away, and "
                + "describe no batch that training saw. Shuffle, or keep statistics for each kind of batch.";

        assertThat(warnings("training.composition = domain-alternating"))
                .containsExactly("training.composition: batches are domain-alternating, not random. " + told);
        assertThat(warnings("training.composition = class-sorted"))
                .containsExactly("training.composition: batches are class-sorted, not random. " + told);
        assertThat(warnings("training.composition = one-per-class"))
                .containsExactly("training.composition: batches are one-per-class, not random. Their statistics vary "
                        + "less than those of random batches, and the network can rely on each class being there. "
                        + "Shuffle, or keep statistics for each kind of batch.");
    }

    @Test
    void transforms() {
        assertThat(warnings("augmentation = crop-flip-kept"))
                .containsExactly("augmentation.eval: evaluation uses the random transform of training. Each evaluation "
                        + "sees other, harder images than users send: validation through the training loader. Give "
                        + "evaluation its own transform without randomness.");
        assertThat(warnings("augmentation { name = a, train = [], eval = [random-horizontal-flip] }"))
                .containsExactly("augmentation.eval: the transform of evaluation is random. Two evaluations of one "
                        + "model differ. Leave random transforms to training.");
        assertThat(ConfigurationCheck.of(trial(QUIET + ", augmentation = crop-flip"), FACTS))
                .containsExactly(new Warning(
                        Warning.Severity.INFO,
                        "augmentation.eval",
                        "training and evaluation transform images differently",
                        "Running statistics are those of the train transform",
                        "If the transform's share of the gap is large, recalibrate on the eval transform"));
    }

    @Test
    void whatIsOnlyGoodToKnowComesLast() {
        assertThat(ConfigurationCheck.of(
                        trial(QUIET + ", training { weight-decay = 1e-4, composition = class-sorted }, "
                                + "network { dropout = 0.3, dropout-place = before-norm }"),
                        FACTS))
                .extracting(Warning::key)
                .containsExactly("network.dropout-place", "training.composition", "training.weight-decay");
    }
}
