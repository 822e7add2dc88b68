package org.evalgap.study.settings;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.evalgap.nn.graph.InstanceNorm;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NormSpec;
import org.evalgap.study.binding.Beside;
import org.evalgap.study.binding.Bounds;
import org.evalgap.study.binding.Setting;

/** Which normalization a named network uses, with the settings that only it has. */
@Beside(@Setting(key = "normalization", meaning = "Which normalization.", defaultValue = "batch", always = true))
public sealed interface NormalizationConfig extends OnnxNetwork.Norms {

    /** The name in the study file: {@code batch}, {@code group}, {@code layer}, {@code instance} or {@code none}. */
    default String label() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
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
