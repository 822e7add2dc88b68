package org.evalgap.checkup;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.evalgap.checkup.pass.Composition;
import org.evalgap.data.preprocessing.PreprocessingAlternative;
import org.evalgap.results.protocol.Factor;
import org.evalgap.results.protocol.StatisticsCause;
import org.evalgap.results.statistics.Estimate;

/**
 * Everything that was measured of a model, before anything is concluded.
 *
 * @param skipped images that cannot be decoded
 * @param classes that the model tells apart
 * @param factors that could be measured; preprocessing only if a mistake in it was found
 * @param corners the outcomes in each corner over them
 * @param steps outcomes in EVAL mode as one cause of wrong statistics after another is taken away, in this order
 * @param remedies outcomes of what was tried
 * @param alternatives outcomes with other preprocessing in use
 * @param fits how far the first norm's statistics are from what it sees: as given, then by alternative
 * @param norms what each norm's statistics look like
 * @param composition that the steps take for the training's, and whether it was inferred
 * @param noise how far the stored means are from the average over batches, as mean square in units of what the memory of
 *     the running average explains; empty without batches to tell
 * @param otherImages whether the first norm's statistics fit images of another brightness and contrast
 * @param averagedCopy whether the file has a second model with nearly the same weights and other statistics
 * @param use what the model does in use, if that was observed
 * @param ways in which it may be used; none unless its use was observed
 * @param statisticsImages that statistics were taken of
 * @param evaluationBatch images that passed together where their batch does not matter
 */
record Measured(
        List<Skipped> skipped,
        int classes,
        List<Factor> factors,
        Map<Corner, Outcomes> corners,
        Map<StatisticsCause, Outcomes> steps,
        List<Remedy> remedies,
        Map<PreprocessingAlternative, Outcomes> alternatives,
        Map<String, Double> fits,
        List<NormFinding> norms,
        Composition composition,
        boolean compositionInferred,
        OptionalDouble noise,
        Optional<InputShifts.Shift> otherImages,
        boolean averagedCopy,
        Optional<DeployedUse> use,
        List<Way> ways,
        int statisticsImages,
        int evaluationBatch) {

    Measured {
        factors = List.copyOf(factors);
        corners = Map.copyOf(corners);
    }

    /**
     * An image that was left out.
     *
     * @param source of images
     * @param image its name there
     * @param reason expected and received
     */
    record Skipped(String source, String image, String reason) {}

    /** In use, as far as the check-up knows. */
    Outcomes deployed() {
        return corners.get(Corner.DEPLOYED);
    }

    Outcomes corner(Factor... asInTraining) {
        return corners.get(Corner.without(asInTraining));
    }

    /** Everything that was measured being as in training. */
    Outcomes trainingLog() {
        return corners.get(Corner.trainingLog(factors));
    }

    /** TRAIN mode minus EVAL mode on the images in use: positive if eval() is worse. */
    Estimate degradation() {
        return corner(Factor.STATISTICS, Factor.DROPOUT).minus(deployed()).estimate();
    }

    /** {@link #trainingLog} minus {@link #deployed}. */
    Estimate totalGap() {
        return new Contrast()
                .plus(1, Corner.trainingLog(factors))
                .plus(-1, Corner.DEPLOYED)
                .of(corners);
    }

    /** What each factor contributes to the gap. */
    Map<Factor, Estimate> shares() {
        return Corner.shares(factors, corners);
    }

    /** What EVAL mode loses to each cause of wrong statistics, those before it being gone. */
    Map<StatisticsCause, Estimate> lost() {
        Map<StatisticsCause, Estimate> lost = new EnumMap<>(StatisticsCause.class);
        Outcomes before = deployed();
        for (Map.Entry<StatisticsCause, Outcomes> step : steps.entrySet()) {
            lost.put(step.getKey(), step.getValue().minus(before).estimate());
            before = step.getValue();
        }
        return lost;
    }

    boolean allInitial() {
        return !norms.isEmpty() && norms.stream().allMatch(NormFinding::initial);
    }
}
