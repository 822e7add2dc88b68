package org.evalgap.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.evalgap.results.rows.LayerRow;
import org.evalgap.results.schema.Labels;

/**
 * What was seen at the norms of a cell's networks. Rows of whole layers are averaged over replicates; rows of channels
 * are those of the first replicate at its last measurement, because channels of two trainings have nothing in common.
 */
final class LayerDetails {

    /** Channels of a layer beyond this are left out of the page. */
    private static final int CHANNELS = 64;

    /**
     * A norm of the network, as the scripts read it.
     *
     * @param layer its number in the network
     * @param advice replicates and epochs that were given each advice on the momentum; absent without advice
     * @param channelRows absent if channels were not measured
     */
    record Layer(
            int layer,
            String normalization,
            int channels,
            FigureTable.Columns epochs,
            Map<String, Integer> advice,
            Map<String, List<Object>> channelRows) {}

    private record Channel(int channel, Double meanDistance, Double varianceLogRatio) {}

    private final Map<Integer, Seen> layers = new TreeMap<>();

    private static final class Seen {
        private final String normalization;
        private final int channels;
        private final FigureTable<CellDetails.Epoch> epochs = new FigureTable<>(CellDetails.Epoch.ORDER, false);
        private final Map<String, Integer> advice = new TreeMap<>();
        private final Map<Integer, LayerRow> channelRows = new TreeMap<>();

        Seen(LayerRow row) {
            this.normalization = row.figures().normalization();
            this.channels = row.figures().channels();
        }

        Layer layer(int number) {
            List<Channel> rows = channelRows.values().stream()
                    .map(row -> new Channel(
                            row.figures().channel(),
                            row.figures().statistics().meanDistance(),
                            row.figures().statistics().varianceLogRatio()))
                    .toList();
            return new Layer(
                    number,
                    normalization,
                    channels,
                    epochs.columns(),
                    advice.isEmpty() ? null : advice,
                    rows.isEmpty() ? null : Json.columns(rows));
        }
    }

    void add(LayerRow row) {
        Seen layer = layers.computeIfAbsent(row.figures().layer(), absent -> new Seen(row));
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

    private static void addLayer(Seen layer, LayerRow row) {
        CellDetails.Epoch epoch = new CellDetails.Epoch(row.epoch());
        layer.epochs.add(epoch, "meanDistance", row.figures().statistics().meanDistance());
        layer.epochs.add(epoch, "meanNoise", row.figures().statistics().meanNoise());
        layer.epochs.add(epoch, "varianceLogRatio", row.figures().statistics().varianceLogRatio());
        layer.epochs.add(epoch, "withinLogRatio", row.figures().statistics().withinLogRatio());
        layer.epochs.add(epoch, "varianceNoise", row.figures().statistics().varianceNoise());
        layer.epochs.add(epoch, "divergence", row.figures().statistics().divergence());
        layer.epochs.add(epoch, "betweenShare", row.figures().statistics().betweenShare());
        layer.epochs.add(epoch, "startWeight", row.figures().statistics().startWeight());
        layer.epochs.add(epoch, "rangeEscape", row.figures().statistics().rangeEscape());
        layer.epochs.add(epoch, "dropoutAhead", row.figures().dropout().dropoutAhead());
        layer.epochs.add(epoch, "meanShift", row.figures().dropout().meanShift());
        layer.epochs.add(epoch, "varianceShift", row.figures().dropout().varianceShift());
        layer.epochs.add(epoch, "varianceShiftTheory", row.figures().dropout().varianceShiftTheory());
        layer.epochs.add(
                epoch,
                "compositionF",
                row.figures().composition() == null
                        ? null
                        : (Double) row.figures().composition().mean());
        if (row.figures().statistics().momentumAdvice() != null) {
            layer.advice.merge(Labels.of(row.figures().statistics().momentumAdvice()), 1, Integer::sum);
        }
    }

    /** In the order of their numbers. */
    List<Layer> layers() {
        List<Layer> all = new ArrayList<>();
        layers.forEach((number, layer) -> all.add(layer.layer(number)));
        return all;
    }
}
