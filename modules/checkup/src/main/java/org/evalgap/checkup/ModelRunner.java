package org.evalgap.checkup;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.evalgap.checkup.pass.InputChange;
import org.evalgap.checkup.pass.NormStatistics;
import org.evalgap.checkup.pass.PassSettings;
import org.evalgap.checkup.pass.Passes;
import org.evalgap.checkup.pass.Slice;
import org.evalgap.checkup.pass.SliceResult;
import org.evalgap.data.preprocessing.Preprocessing;
import org.evalgap.data.source.ImageSource;
import org.evalgap.nn.program.Mode;
import org.evalgap.nn.state.PopulationMoments;

/** The passes that a check-up needs. What slices bring is added in their order. */
final class ModelRunner {

    private final Passes passes;
    private final LongConsumer progress;
    private final Map<String, Measured.Skipped> skipped = new TreeMap<>();

    /** @param progress is told of images that have passed */
    ModelRunner(Passes passes, LongConsumer progress) {
        this.passes = passes;
        this.progress = progress;
    }

    /** Images so far that cannot be decoded. */
    List<Measured.Skipped> skipped() {
        return List.copyOf(skipped.values());
    }

    /** Images in the order in which each forms batches with its neighbours. */
    static List<int[]> batches(int images, int batchSize) {
        return IntStream.range(0, (images + batchSize - 1) / batchSize)
                .mapToObj(i -> IntStream.range(i * batchSize, Math.min(images, (i + 1) * batchSize))
                        .toArray())
                .toList();
    }

    /**
     * Classifies images; each outcome stands at its image's index in the source.
     *
     * @param statistics that are the running ones
     * @param draw of dropout
     */
    Outcomes measure(
            ImageSource images,
            Preprocessing preprocessing,
            Mode mode,
            List<NormStatistics> statistics,
            int draw,
            List<int[]> batches) {
        List<SliceResult> results = run(
                images, new PassSettings(preprocessing, mode, statistics, InputChange.NOTHING, draw, false), batches);
        return Outcomes.of(images, results);
    }

    /** What every BatchNorm layer sees when batches pass with their own statistics. */
    List<PopulationMoments> collect(
            ImageSource images, Preprocessing preprocessing, boolean dropout, List<int[]> batches) {
        return collect(images, preprocessing, dropout, InputChange.NOTHING, batches);
    }

    /** What the first BatchNorm layer sees of changed input, dropout being off. */
    PopulationMoments firstNorm(
            ImageSource images, Preprocessing preprocessing, List<int[]> batches, InputChange change) {
        return collect(images, preprocessing, false, change, batches).get(0);
    }

    private List<PopulationMoments> collect(
            ImageSource images, Preprocessing preprocessing, boolean dropout, InputChange change, List<int[]> batches) {
        List<SliceResult> results = run(
                images,
                new PassSettings(preprocessing, new Mode(Mode.Statistics.BATCH, dropout), List.of(), change, 0, true),
                batches);
        List<PopulationMoments> merged = new ArrayList<>(results.get(0).moments());
        results.stream()
                .skip(1)
                .forEach(result -> IntStream.range(0, merged.size())
                        .forEach(layer -> merged.get(layer).add(result.moments().get(layer))));
        return merged;
    }

    private List<SliceResult> run(ImageSource images, PassSettings settings, List<int[]> batches) {
        List<SliceResult> results = passes.run(images, settings, Slice.of(batches), progress);
        results.forEach(result -> result.skipped()
                .forEach(image -> skipped.put(
                        images.name() + "/" + image.name(),
                        new Measured.Skipped(images.name(), image.name(), image.reason()))));
        return results;
    }
}
