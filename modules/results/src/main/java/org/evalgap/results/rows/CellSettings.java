package org.evalgap.results.rows;

import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalDouble;
import org.evalgap.results.schema.Column;
import org.evalgap.study.settings.NetworkConfig;
import org.evalgap.study.settings.TrialConfig;

/** The settings of a cell that have a column of their own. */
public record CellSettings(
        @Column(
                description =
                        "Kind of network: simplenet, cnn, resnet, layers, graph or onnx; of a check-up, the file of its graph")
        String network,

        @Column(description = "batch, group, layer or none; absent for a free list of layers", nullable = true)
        String normalization,

        @Column(
                description =
                        "dropout_probability under its old name, kept for this version, as dropout is on or off in other tables",
                unit = "probability",
                nullable = true)
        Double dropout,

        @Column(
                description =
                        "Weight of the new batch in the running statistics; absent without BatchNorm or when cumulative",
                nullable = true)
        Double batchNormMomentum,

        @Column(description = "Images per training step", unit = "images")
        int batchSize,

        @Column(description = "Which images form a training batch")
        String batchComposition,

        @Column(description = "Name of the pair of train and eval transforms")
        String augmentation,

        @Column(
                description =
                        "Probability of dropping a unit; absent for a free list of layers, and in records of older versions",
                unit = "probability",
                nullable = true)
        Double dropoutProbability,

        @Column(
                description =
                        "How BatchNorm averages its running statistics: exponential, with batch_norm_momentum, or cumulative, all batches alike; absent without BatchNorm, for a free list of layers, and in records of older versions",
                nullable = true)
        String batchNormAverage) {

    /** The order in which people read cells. */
    public static final Comparator<CellSettings> ORDER = Comparator.comparing(CellSettings::network)
            .thenComparing(CellSettings::normalization, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(CellSettings::batchComposition)
            .thenComparing(CellSettings::augmentation)
            .thenComparing(CellSettings::dropout, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparingInt(CellSettings::batchSize);

    public static CellSettings of(TrialConfig config) {
        return new CellSettings(
                config.network().kind(),
                config.network().normalizationLabel().orElse(null),
                boxed(config.network().dropoutProbability()),
                boxed(config.network().batchNormMomentum()),
                config.training().batchSize(),
                config.training().composition().name(),
                config.augmentation().name(),
                boxed(config.network().dropoutProbability()),
                average(config.network()));
    }

    private static String average(NetworkConfig network) {
        if (!network.normalizationLabel().equals(Optional.of("batch"))) {
            return null;
        }
        return network.batchNormMomentum().isPresent() ? "exponential" : "cumulative";
    }

    private static Double boxed(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
