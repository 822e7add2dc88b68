package org.evalgap.experiment.config;

import java.io.Serializable;
import java.util.Optional;
import java.util.OptionalDouble;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.ShapeException;

/** Which normalization a named network uses, with the settings that only it has. */
public sealed interface NormalizationConfig extends Serializable {

    /** The name in the study file: {@code batch}, {@code group}, {@code layer} or {@code none}. */
    String label();

    /** A layer of this normalization; empty for {@link None}. */
    Optional<LayerSpec> layer();

    /** Weight of the new batch in the running statistics; empty unless this is BatchNorm with a fixed weight. */
    default OptionalDouble batchNormMomentum() {
        return OptionalDouble.empty();
    }

    /**
     * Batch normalization.
     *
     * @param momentum weight of the new batch in the running statistics, in [0, 1]; 0 when cumulative
     * @param cumulative whether running statistics are plain averages over all batches seen
     * @param ghostBatchSize images that share statistics in training; 0 means the whole batch
     */
    record Batch(double momentum, boolean cumulative, int ghostBatchSize) implements NormalizationConfig {

        public Batch {
            if (!(momentum >= 0 && momentum <= 1)) {
                throw new ShapeException("batch-norm-momentum", "a number from 0 to 1", Double.toString(momentum));
            }
            if (cumulative && momentum != 0) {
                throw new ShapeException("batch-norm-momentum", "0 when cumulative", Double.toString(momentum));
            }
            if (ghostBatchSize < 0) {
                throw new ShapeException(
                        "ghost-batch-size", "an integer of at least 0", Integer.toString(ghostBatchSize));
            }
        }

        /** BatchNorm over whole batches with a fixed weight of the new one. */
        public Batch(double momentum) {
            this(momentum, false, 0);
        }

        @Override
        public String label() {
            return "batch";
        }

        @Override
        public Optional<LayerSpec> layer() {
            return Optional.of(
                    new LayerSpec.BatchNorm(momentum, cumulative, LayerSpec.DEFAULT_EPSILON, ghostBatchSize));
        }

        @Override
        public OptionalDouble batchNormMomentum() {
            return cumulative ? OptionalDouble.empty() : OptionalDouble.of(momentum);
        }
    }

    /**
     * Group normalization.
     *
     * @param groups number of groups; must divide the channels
     */
    record Group(int groups) implements NormalizationConfig {
        @Override
        public String label() {
            return "group";
        }

        @Override
        public Optional<LayerSpec> layer() {
            return Optional.of(new LayerSpec.GroupNorm(groups));
        }
    }

    /** Layer normalization over height, width and channels, with an affine per channel. */
    record Layer() implements NormalizationConfig {
        @Override
        public String label() {
            return "layer";
        }

        @Override
        public Optional<LayerSpec> layer() {
            return Optional.of(new LayerSpec.LayerNorm());
        }
    }

    /** No normalization. */
    record None() implements NormalizationConfig {
        @Override
        public String label() {
            return "none";
        }

        @Override
        public Optional<LayerSpec> layer() {
            return Optional.empty();
        }
    }
}
