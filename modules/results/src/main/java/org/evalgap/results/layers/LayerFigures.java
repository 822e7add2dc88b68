package org.evalgap.results.layers;

import org.evalgap.results.schema.Column;
import org.evalgap.results.statistics.Estimate;

/** What was found at one norm, over all its channels or at one of them. */
public record LayerFigures(
        @Column(description = "Number of the layer in the network, from 0")
        int layer,

        @Column(description = "batch, batch-renorm, group, layer or instance")
        String normalization,

        @Column(description = "Channels of the layer") int channels,

        @Column(
                description = "Channel that the row is of, from 0; absent in the row of the whole layer",
                nullable = true)
        Integer channel,

        NormStatistics statistics,
        DropoutShift dropout,

        @Column(
                description =
                        "F statistic of batch composition, of the mean of each image: 1 for random batches, more for batches of like images, less for balanced ones; only of the first norm",
                nullable = true,
                interval = "its 95 % interval",
                mean = "compositionF")
        Estimate composition,

        @Column(
                description =
                        "The same of the spread of each image's values, in which batches of another contrast differ; only of the first norm",
                nullable = true,
                interval = "its 95 % interval",
                mean = "compositionSpreadF")
        Estimate compositionSpread,

        @Column(
                description =
                        "Where the layer stands in the network's list of layers, which is the study's own for kind layers: 3 is the fourth, 3.body.1 the second in the body of a residual block there, 0.name the node of that name in a graph; absent in records of older versions",
                nullable = true)
        String layerPath) {}
