package org.evalgap.checkup;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.evalgap.checkup.Outcomes.Difference;
import org.evalgap.checkup.Outcomes.Half;
import org.evalgap.data.preprocessing.PreprocessingAlternative;
import org.evalgap.results.diagnosis.LeadingCause;
import org.evalgap.results.protocol.Factor;
import org.evalgap.results.protocol.StatisticsCause;
import org.evalgap.results.statistics.Estimate;

/**
 * What the measurements say is wrong, by rules over figures alone.
 *
 * @param cause the one answer
 * @param reason the figures that speak for it, a sentence
 * @param best remedy for the file, chosen on one half of the images; empty where no new statistics recover anything
 * @param recovered what it recovers, measured on the other half
 * @param preprocessing that would have been right; empty if that is not the cause
 */
record Conclusion(
        LeadingCause cause,
        String reason,
        Optional<Remedy> best,
        Optional<Difference> recovered,
        Optional<PreprocessingAlternative> preprocessing) {

    /** Part of the way from guessing to no error below which a model guesses. */
    private static final double LEARNED = 0.05;

    /**
     * Mean squares up to this, three standard deviations, are what the memory of a running average scatters by: channels
     * and layers err together, as one batch moves them all. See {@link Noise}.
     */
    private static final double MEMORY = 9;

    /** Part of the first norm's mismatch that other images have to explain. */
    private static final double EXPLAINED = 0.9;

    /** Two explanations that recover equally, up to this, are equally good; the one by images is then asked how it fits. */
    private static final double EQUAL = 0.03;

    /** A preprocessing is the right one if the stored statistics fit it at least so much better. */
    private static final double FITS_BETTER = 0.8;

    /** Smallest gain that matters though it is not sure, as a fraction of all images: that of a diagnosis. */
    private static final double MATTERS = 0.02;

    /** Times as many images as make the interval as wide as the gain leave out 0 four times out of five. */
    private static final double MARGIN = 2;

    /** Costs of new images below this are what any training has. */
    private static final double GENERALIZATION = 0.05;

    static Conclusion of(Measured measured) {
        return new Rules(measured).conclude();
    }

    /** The rules, in the order in which they are asked. */
    private static final class Rules {

        private final Measured measured;
        private final Outcomes deployed;
        private final Optional<Remedy> best;
        private final Optional<Difference> recovered;
        private final Optional<PreprocessingAlternative> alternative;

        Rules(Measured measured) {
            this.measured = measured;
            deployed = measured.deployed();
            Optional<Remedy> chosen = measured.remedies().stream()
                    .filter(remedy -> remedy.statistics().isPresent())
                    .max(Comparator.comparingDouble(
                            (Remedy remedy) -> remedy.outcomes().accuracy(Half.CHOICE)));
            Optional<Difference> onOthers =
                    chosen.map(remedy -> remedy.outcomes().minus(deployed, Half.MEASURE));
            // What was not chosen by its outcome can be measured on all images, which is surer.
            Optional<Remedy> usual = measured.remedies().stream()
                    .filter(remedy -> remedy.kind() == Remedy.Kind.UPDATE_BN)
                    .filter(remedy -> remedy.outcomes().minus(deployed).isMaterial())
                    .findFirst();
            boolean takesUsual = onOthers.filter(Difference::isMaterial).isEmpty() && usual.isPresent();
            best = takesUsual ? usual : chosen;
            recovered = takesUsual ? usual.map(remedy -> remedy.outcomes().minus(deployed)) : onOthers;
            alternative = measured.alternatives().entrySet().stream()
                    .max(Comparator.comparingDouble(other -> other.getValue().accuracy(Half.CHOICE)))
                    .map(Map.Entry::getKey)
                    .filter(other -> measured.alternatives()
                            .get(other)
                            .minus(deployed, Half.MEASURE)
                            .isMaterial());
        }

        Conclusion conclude() {
            Optional<UseComparison.Finding> inUse =
                    measured.use().flatMap(use -> UseComparison.of(measured.ways(), measured.classes(), use));
            if (inUse.isPresent()) {
                return because(inUse.get().cause(), inUse.get().reason());
            }
            if (guessesThroughout()) {
                return because(LeadingCause.NOT_LEARNED, "no way to evaluate it is better than guessing");
            }
            if (alternative.isPresent() && preprocessingExplainsBetter()) {
                PreprocessingAlternative right = alternative.get();
                return new Conclusion(
                        LeadingCause.PREPROCESSING_MISMATCH,
                        "with " + right.name() + " the same weights reach "
                                + percent(measured.alternatives().get(right).accuracy())
                                + fitText(right),
                        best,
                        recovered,
                        alternative);
            }
            if (recovered.filter(Difference::isMaterial).isPresent()) {
                return ofStatistics();
            }
            Optional<Outcomes> batch = Optional.ofNullable(measured.corner(Factor.STATISTICS));
            if (batch.filter(own -> own.minus(deployed).isMaterial()).isPresent()) {
                return because(
                        LeadingCause.SMALL_BATCHES,
                        "statistics of the batch reach " + percent(batch.get().accuracy())
                                + ", and no fixed ones come near");
            }
            return unsureStatistics().orElseGet(this::withoutCause);
        }

        /**
         * New statistics gain as much as matters, but on too few images to be sure. That the stored ones are of other
         * images is seen without counting right answers, and is then sure though its cost is not.
         */
        private Optional<Conclusion> unsureStatistics() {
            Optional<Difference> gain = measured.remedies().stream()
                    .filter(remedy -> remedy.kind() == Remedy.Kind.UPDATE_BN)
                    .map(remedy -> remedy.outcomes().minus(deployed))
                    .filter(difference -> difference.mean() >= MATTERS)
                    .findFirst();
            return gain.map(difference -> {
                Estimate points = difference.estimate();
                String cost = String.format(
                        Locale.ROOT,
                        "statistics of these weights gain %.1f points, which is not sure on %d images (95 %%: %.1f to"
                                + " %.1f); about %.0f would tell",
                        100 * points.mean(),
                        deployed.images(),
                        100 * points.lower(),
                        100 * points.upper(),
                        deployed.images() * Math.pow(points.half() / points.mean(), 2) * MARGIN);
                return foreignImages()
                        .map(images -> because(LeadingCause.FOREIGN_BATCHES, images + "; " + cost))
                        .orElseGet(() -> because(LeadingCause.INCONCLUSIVE, cost));
            });
        }

        /** Which other images the first norm's statistics fit; empty if they fit none. */
        private Optional<String> foreignImages() {
            return measured.otherImages()
                    .filter(shift -> shift.explained() >= EXPLAINED)
                    .map(shift -> String.format(
                            Locale.ROOT,
                            "the first norm's statistics fit other images: contrast times %.2f and a shift explain %.0f %%"
                                    + " of what they are off, whatever the weights",
                            shift.scale(),
                            100 * shift.explained()));
        }

        private boolean guessesThroughout() {
            double chance = 1.0 / measured.classes();
            double limit = chance + LEARNED * (1 - chance);
            return measured.corners().values().stream().allMatch(outcomes -> outcomes.accuracy() < limit)
                    && measured.remedies().stream()
                            .allMatch(remedy -> remedy.outcomes().accuracy() < limit)
                    && measured.alternatives().values().stream().allMatch(outcomes -> outcomes.accuracy() < limit);
        }

        /** Clearly more than any new statistics recover; or as much, while the stored statistics fit it. */
        private boolean preprocessingExplainsBetter() {
            PreprocessingAlternative right = alternative.orElseThrow();
            double byImages = measured.alternatives().get(right).accuracy(Half.MEASURE);
            double byStatistics =
                    best.map(remedy -> remedy.outcomes().accuracy(Half.MEASURE)).orElse(0.0);
            if (byImages > byStatistics + EQUAL) {
                return true;
            }
            Double fit = measured.fits().get(right.name());
            return byImages >= byStatistics - EQUAL
                    && fit != null
                    && fit < FITS_BETTER * measured.fits().get("");
        }

        private String fitText(PreprocessingAlternative right) {
            Double fit = measured.fits().get(right.name());
            return fit == null
                    ? ""
                    : String.format(
                            Locale.ROOT,
                            " instead of %s, and the first norm sees what its statistics say (%.2f standard deviations off"
                                    + " instead of %.2f)",
                            percent(deployed.accuracy()),
                            fit,
                            measured.fits().get(""));
        }

        private Conclusion ofStatistics() {
            if (measured.allInitial()) {
                return measured.averagedCopy()
                        ? because(
                                LeadingCause.STATISTICS_OF_OTHER_WEIGHTS,
                                "every norm's statistics are 0 and 1, where they start, while the file has a model with"
                                        + " nearly the same weights and statistics that have moved")
                        : because(
                                LeadingCause.UNCONVERGED_STATISTICS,
                                "every norm's statistics are 0 and 1, where they start: never updated, or never saved");
            }
            StatisticsCause step = largestStep();
            if (step == StatisticsCause.COMPOSITION) {
                return because(
                        LeadingCause.BATCH_COMPOSITION,
                        "the stored statistics are those of batches "
                                + measured.composition().label()
                                + "; those of random batches of the same images reach "
                                + percent(measured.steps().get(step).accuracy()));
            }
            if (step == StatisticsCause.SIZE) {
                return because(
                        LeadingCause.SMALL_BATCHES,
                        "statistics of large batches reach "
                                + percent(measured.steps().get(step).accuracy()));
            }
            if (step == StatisticsCause.SHIFT) {
                boolean transforms = measured.factors().contains(Factor.TRANSFORM);
                return because(
                        transforms ? LeadingCause.AUGMENTATION : LeadingCause.DROPOUT_SHIFT,
                        "statistics on the path of use reach "
                                + percent(measured.steps().get(step).accuracy()));
            }
            Optional<String> other = foreignImages();
            if (other.isPresent()) {
                return because(LeadingCause.FOREIGN_BATCHES, other.get());
            }
            String off = measured.noise().isPresent()
                    ? String.format(
                            Locale.ROOT,
                            "; the means are off by %.1f times what the momentum's memory explains",
                            Math.sqrt(measured.noise().getAsDouble()))
                    : "";
            boolean memory = measured.noise().isPresent() && measured.noise().getAsDouble() <= MEMORY;
            return because(
                    memory ? LeadingCause.NOISY_STATISTICS : LeadingCause.STALE_STATISTICS,
                    "statistics of these weights reach "
                            + percent(best.orElseThrow().outcomes().accuracy()) + " instead of "
                            + percent(deployed.accuracy()) + off);
        }

        private StatisticsCause largestStep() {
            StatisticsCause largest = StatisticsCause.STALENESS;
            double most = Double.NEGATIVE_INFINITY;
            Outcomes before = deployed;
            for (Map.Entry<StatisticsCause, Outcomes> step : measured.steps().entrySet()) {
                if (step.getKey() == StatisticsCause.BATCH) {
                    break;
                }
                double gained = step.getValue().minus(before, Half.MEASURE).mean();
                if (gained > most) {
                    most = gained;
                    largest = step.getKey();
                }
                before = step.getValue();
            }
            return largest;
        }

        private Conclusion withoutCause() {
            if (measured.factors().contains(Factor.SPLIT)) {
                double trained = measured.corner(Factor.SPLIT).accuracy();
                if (trained - deployed.accuracy() > GENERALIZATION) {
                    return because(
                            LeadingCause.UNSEEN_IMAGES,
                            "in EVAL mode too, training images reach " + percent(trained) + " and those in use "
                                    + percent(deployed.accuracy()));
                }
            }
            return because(
                    LeadingCause.HEALTHY,
                    "no other statistics, mode or preprocessing is surely better by a percentage point"
                            + measured.use()
                                    .flatMap(use -> UseComparison.doubt(measured.ways(), measured.classes(), use))
                                    .map(doubt -> "; " + doubt)
                                    .orElse(""));
        }

        private Conclusion because(LeadingCause cause, String reason) {
            return new Conclusion(cause, reason, best, recovered, Optional.empty());
        }
    }

    /** Whether a copy of the file with other statistics is what helps. */
    boolean isRepairable() {
        return best.isPresent()
                && recovered.filter(Difference::isMaterial).isPresent()
                && !List.of(
                                LeadingCause.PREPROCESSING_MISMATCH,
                                LeadingCause.DROPOUT_LEFT_ON,
                                LeadingCause.EVAL_FORGOTTEN,
                                LeadingCause.HEALTHY)
                        .contains(cause);
    }

    static String percent(double fraction) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * fraction);
    }
}
