package org.evalgap.report.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.evalgap.results.rows.LayerRow;
import org.evalgap.results.rows.NormStatistics;
import org.evalgap.results.schema.Labels;

/**
 * What was seen at the norms of a cell's networks. Rows of whole layers are averaged over replicates; rows of channels
 * are those of the first replicate at its last measurement, because channels of two trainings have nothing in common.
 */
final class LayerDetails {

    /** Channels of a layer beyond this are left out of the page. */
    private static final int CHANNELS = 64;

    private final Map<Integer, Layer> layers = new TreeMap<>();

    private static final class Layer {
        private final String normalization;
        private final int channels;
        private final Map<Integer, Map<String, Samples>> epochs = new TreeMap<>();
        private final Map<String, Integer> advice = new TreeMap<>();
        private final Map<Integer, LayerRow> channelRows = new TreeMap<>();

        Layer(LayerRow row) {
            this.normalization = row.figures().normalization();
            this.channels = row.figures().channels();
        }
    }

    void add(LayerRow row) {
        Layer layer = layers.computeIfAbsent(row.figures().layer(), absent -> new Layer(row));
        if (row.figures().channel() == null) {
            addLayer(layer, row);
        } else if (row.figures().channel() < CHANNELS) {
            layer.channelRows.merge(row.figures().channel(), row, LayerDetails::earlierReplicateLaterEpoch);
        }
    }

    private static LayerRow earlierReplicateLaterEpoch(LayerRow one, LayerRow other) {
        if (one.key().replicate() != other.key().replicate()) {
            return one.key().replicate() < other.key().replicate() ? one : other;
        }
        return one.epoch() >= other.epoch() ? one : other;
    }

    private static void addLayer(Layer layer, LayerRow row) {
        Map<String, Samples> figures = layer.epochs.computeIfAbsent(row.epoch(), absent -> new LinkedHashMap<>());
        NormStatistics statistics = row.figures().statistics();
        put(figures, "meanDistance", statistics.meanDistance());
        put(figures, "meanNoise", statistics.meanNoise());
        put(figures, "varianceLogRatio", statistics.varianceLogRatio());
        put(figures, "withinLogRatio", statistics.withinLogRatio());
        put(figures, "varianceNoise", statistics.varianceNoise());
        put(figures, "divergence", statistics.divergence());
        put(figures, "betweenShare", statistics.betweenShare());
        put(figures, "startWeight", statistics.startWeight());
        put(figures, "rangeEscape", statistics.rangeEscape());
        put(figures, "dropoutAhead", row.figures().dropout().dropoutAhead());
        put(figures, "meanShift", row.figures().dropout().meanShift());
        put(figures, "varianceShift", row.figures().dropout().varianceShift());
        put(figures, "varianceShiftTheory", row.figures().dropout().varianceShiftTheory());
        put(
                figures,
                "compositionF",
                row.figures().composition() == null
                        ? null
                        : (Double) row.figures().composition().mean());
        if (statistics.momentumAdvice() != null) {
            layer.advice.merge(Labels.of(statistics.momentumAdvice()), 1, Integer::sum);
        }
    }

    private static void put(Map<String, Samples> figures, String name, Double value) {
        if (value != null) {
            figures.computeIfAbsent(name, absent -> new Samples()).add(value);
        }
    }

    List<Object> json() {
        List<Object> json = new ArrayList<>();
        layers.forEach((number, layer) -> json.add(json(number, layer)));
        return json;
    }

    private static Map<String, Object> json(int number, Layer layer) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("layer", number);
        json.put("normalization", layer.normalization);
        json.put("channels", layer.channels);
        List<Object> epochs = new ArrayList<>();
        layer.epochs.forEach((epoch, figures) -> {
            Map<String, Object> spreads = new LinkedHashMap<>();
            figures.forEach((name, samples) -> spreads.put(name, samples.spread()));
            epochs.add(Arrays.asList(epoch, spreads));
        });
        json.put("epochs", epochs);
        if (!layer.advice.isEmpty()) {
            json.put("advice", layer.advice);
        }
        if (!layer.channelRows.isEmpty()) {
            List<Object> channels = new ArrayList<>();
            layer.channelRows
                    .values()
                    .forEach(row -> channels.add(Arrays.asList(
                            row.figures().channel(),
                            row.figures().statistics().meanDistance(),
                            row.figures().statistics().varianceLogRatio())));
            json.put("channelRows", channels);
        }
        return json;
    }
}
