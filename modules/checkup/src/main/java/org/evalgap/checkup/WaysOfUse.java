package org.evalgap.checkup;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.evalgap.data.preprocessing.PreprocessingAlternative;
import org.evalgap.results.diagnosis.LeadingCause;
import org.evalgap.results.protocol.Factor;

/** Ways in which a model may be used, those that are random drawn as often as it takes to tell them apart. */
final class WaysOfUse {

    private static final int DRAWS = 16;

    private final DeployedUse use;
    private final List<Way> ways = new ArrayList<>();
    private final Map<String, IntFunction<Outcomes>> random = new HashMap<>();

    /** Passes of the images that are checked up. */
    interface Measuring {

        /** @param draw of dropout and of random batches */
        Outcomes shuffled(Corner corner, int draw);

        /** @param draw of dropout; batches are of images as they come */
        Outcomes inOrder(Corner corner, int draw);
    }

    private WaysOfUse(DeployedUse use) {
        this.use = use;
    }

    /**
     * EVAL mode first.
     *
     * @param corners that have been measured already: their first draw
     * @param alternatives in EVAL mode
     */
    static List<Way> measure(
            DeployedUse use,
            Map<Corner, Outcomes> corners,
            Map<PreprocessingAlternative, Outcomes> alternatives,
            Measuring measuring) {
        Corner dropout = Corner.without(Factor.DROPOUT);
        Corner batch = Corner.without(Factor.STATISTICS);
        Corner train = Corner.without(Factor.STATISTICS, Factor.DROPOUT);
        WaysOfUse all = new WaysOfUse(use);
        all.add(Way.EVAL_MODE, LeadingCause.HEALTHY, false, corners.get(Corner.DEPLOYED));
        all.add("dropout on", LeadingCause.DROPOUT_LEFT_ON, true, corners.get(dropout));
        all.add("batch statistics", LeadingCause.EVAL_FORGOTTEN, false, corners.get(batch));
        all.add("TRAIN mode", LeadingCause.EVAL_FORGOTTEN, true, corners.get(train));
        all.add("batch statistics, images in order", LeadingCause.EVAL_FORGOTTEN, false, measuring.inOrder(batch, 0));
        all.add("TRAIN mode, images in order", LeadingCause.EVAL_FORGOTTEN, true, measuring.inOrder(train, 0));
        alternatives.forEach(
                (other, outcomes) -> all.add(other.name(), LeadingCause.PREPROCESSING_MISMATCH, false, outcomes));
        all.random.put("dropout on", draw -> measuring.shuffled(dropout, draw));
        all.random.put("batch statistics", draw -> measuring.shuffled(batch, draw));
        all.random.put("TRAIN mode", draw -> measuring.shuffled(train, draw));
        all.random.put("TRAIN mode, images in order", draw -> measuring.inOrder(train, draw));
        all.draw();
        return List.copyOf(all.ways);
    }

    /** What has no effect, such as dropout where there is none, is no way of its own. */
    private void add(String name, LeadingCause cause, boolean drops, Outcomes outcomes) {
        if (ways.stream().noneMatch(way -> Arrays.equals(way.outcomes().predicted(), outcomes.predicted()))) {
            ways.add(new Way(name, cause, drops, List.of(outcomes)));
        }
    }

    private void draw() {
        if (ways.get(0).with(use).fits()) {
            return;
        }
        if (!use.isOfImages()) {
            draw(1, DRAWS, way -> way.with(use).fits());
            return;
        }
        draw(1, 2, way -> true);
        if (ways.stream().filter(way -> way.with(use).fits()).count() > 1) {
            draw(2, DRAWS, way -> way.with(use).fits());
        }
    }

    /** Draws ways again: those that are random and chosen. */
    private void draw(int from, int to, Predicate<Way> chosen) {
        ways.replaceAll(way -> random.containsKey(way.name()) && chosen.test(way)
                ? way.plus(IntStream.range(from, to)
                        .mapToObj(random.get(way.name()))
                        .toList())
                : way);
    }
}
