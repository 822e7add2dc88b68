package org.evalgap.study.settings;

import java.util.Optional;
import java.util.OptionalDouble;
import org.evalgap.nn.graph.InstanceNorm;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NormSpec;
import org.evalgap.nn.graph.ShapeException;
import org.evalgap.study.binding.Beside;
import org.evalgap.study.binding.Bounds;
import org.evalgap.study.binding.Setting;

/** Which normalization a named network uses, with the settings that only it has. */
@Beside(@Setting(key = "normalization", meaning = "Which normalization.", defaultValue = "batch", always = true))
public sealed interface NormalizationConfig extends OnnxNetwork.Norms {

    /** The name in the study file: {@code none}, or the {@link NormSpec#kind} of the layer. */
    default String label() {
        return layer().map(NormSpec::kind).orElse("none");
    }

    /** A layer of this normalization; empty for {@link None}. */
    Optional<NormSpec> layer();

    /** Weight of the new batch in the running statistics; empty unless this is BatchNorm with a fixed weight. */
    default OptionalDouble batchNormMomentum() {
        return OptionalDouble.empty();
    }

    @Override
    default NormalizationConfig forBatchSize(int batchSize) {
        return this;
    }

    /** Group normalization. */
    record Group(
            @Setting(
                    meaning = "Groups of group normalization; divide the channels of every layer.",
                    defaultValue = "4",
                    atLeast = 1,
                    always = true)
            int groups)
            implements NormalizationConfig {

        public Group {
            Bounds.check(Group.class, groups);
        }

        @Override
        public Optional<NormSpec> layer() {
            return Optional.of(new LayerSpec.GroupNorm(groups));
        }
    }

    /** Batch normalization. A momentum of null stands for plain averages over all batches seen. */
    record Batch(
            @Setting(
                    key = "batch-norm-momentum",
                    meaning = "Weight of the new batch in the running statistics, or plain averages over all batches.",
                    defaultValue = "0.1",
                    atLeast = 0,
                    atMost = 1,
                    word = "cumulative",
                    always = true)
            Double momentum,

            @Setting(
                    meaning = "Images that share BatchNorm's statistics in training; 0 means the whole batch.",
                    defaultValue = "0",
                    atLeast = 0)
            int ghostBatchSize)
            implements NormalizationConfig {

        public Batch {
            Bounds.check(Batch.class, momentum, ghostBatchSize);
        }

        /** BatchNorm over whole batches with a fixed weight of the new one. */
        public Batch(double momentum) {
            this(momentum, 0);
        }

        @Override
        public Optional<NormSpec> layer() {
            return Optional.of(new LayerSpec.BatchNorm(
                    momentum == null ? 0 : momentum, momentum == null, LayerSpec.DEFAULT_EPSILON, ghostBatchSize));
        }

        @Override
        public NormalizationConfig forBatchSize(int batchSize) {
            return ghostBatchSize >= batchSize ? new Batch(momentum, 0) : this;
        }

        @Override
        public OptionalDouble batchNormMomentum() {
            return momentum == null ? OptionalDouble.empty() : OptionalDouble.of(momentum);
        }
    }

    /**
     * Batch Renormalization. Ioffe (2017) has r = 1 and d = 0 for 5,000 steps, r_max = 3 at 40,000 and d_max = 5 at 25,000,
     * of some 160,000, and moves running statistics by 0.01 of each batch: the defaults are those as shares of the steps.
     */
    record BatchRenorm(
            @Setting(
                    key = "renorm-momentum",
                    meaning =
                            "Weight of the new batch in the running mean and standard deviation of Batch Renormalization.",
                    defaultValue = "0.01",
                    atLeast = 0,
                    atMost = 1)
            double momentum,

            @Setting(
                    key = "renorm-r-max",
                    meaning =
                            "Largest factor, and by its inverse the smallest, by which Batch Renormalization corrects a"
                                    + " batch's standard deviation.",
                    defaultValue = "3",
                    atLeast = 1)
            double largestRatio,

            @Setting(
                    key = "renorm-d-max",
                    meaning =
                            "Largest distance, in running standard deviations, by which Batch Renormalization corrects a"
                                    + " batch's mean.",
                    defaultValue = "5",
                    atLeast = 0)
            double largestShift,

            @Setting(
                    key = "renorm-start",
                    meaning =
                            "Share of the steps in which nothing is corrected yet, as in BatchNorm; from there both bounds"
                                    + " grow in proportion to the steps.",
                    defaultValue = "0.03125",
                    atLeast = 0,
                    atMost = 1)
            double start,

            @Setting(
                    key = "renorm-r-full",
                    meaning = "Share of the steps at which renorm-r-max is reached; not below renorm-start.",
                    defaultValue = "0.25",
                    atLeast = 0,
                    atMost = 1)
            double ratioFull,

            @Setting(
                    key = "renorm-d-full",
                    meaning = "Share of the steps at which renorm-d-max is reached; not below renorm-start.",
                    defaultValue = "0.15625",
                    atLeast = 0,
                    atMost = 1)
            double shiftFull)
            implements NormalizationConfig {

        public BatchRenorm {
            Bounds.check(BatchRenorm.class, momentum, largestRatio, largestShift, start, ratioFull, shiftFull);
            full("renorm-r-full", start, ratioFull);
            full("renorm-d-full", start, shiftFull);
        }

        private static void full(String key, double start, double value) {
            if (value < start) {
                throw new ShapeException(
                        key, "a number from renorm-start, " + start + ", to 1", Double.toString(value));
            }
        }

        /** As of a training of one step: {@link TrialConfig#spec} knows how many there are. */
        @Override
        public Optional<NormSpec> layer() {
            return Optional.of(new org.evalgap.nn.graph.BatchRenorm(
                    momentum, LayerSpec.DEFAULT_EPSILON, largestRatio, largestShift, start, ratioFull, shiftFull, 1));
        }
    }

    /** Layer normalization over height, width and channels, with an affine per channel. */
    record Layer() implements NormalizationConfig {
        @Override
        public Optional<NormSpec> layer() {
            return Optional.of(new LayerSpec.LayerNorm());
        }
    }

    /** Instance normalization, over height and width of each image and channel. */
    record Instance(
            @Setting(
                    key = "instance-norm-tracked",
                    meaning =
                            "Whether instance normalization keeps running statistics, which then normalize every image "
                                    + "in EVAL mode; without, both modes are the same.",
                    defaultValue = "true",
                    always = true)
            boolean tracked,

            @Setting(
                    key = "instance-norm-momentum",
                    meaning = "Weight of the new batch in the running statistics of instance normalization.",
                    defaultValue = "0.1",
                    atLeast = 0,
                    atMost = 1,
                    onlyWith = "instance-norm-tracked",
                    always = true)
            double momentum)
            implements NormalizationConfig {

        public Instance {
            Bounds.check(Instance.class, tracked, momentum);
        }

        @Override
        public Optional<NormSpec> layer() {
            return Optional.of(new InstanceNorm(LayerSpec.DEFAULT_EPSILON, tracked, momentum));
        }
    }

    /** No normalization. */
    record None() implements NormalizationConfig {
        @Override
        public Optional<NormSpec> layer() {
            return Optional.empty();
        }
    }
}
