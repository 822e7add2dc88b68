package org.evalgap.checkup;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.evalgap.results.diagnosis.LeadingCause;
import org.evalgap.results.statistics.Estimate;

/** In which way a model is used, by comparison of what it was seen to do with every way that was measured. */
final class UseComparison {

    private final List<Way> ways;
    private final int classes;
    private final DeployedUse use;

    private UseComparison(List<Way> ways, int classes, DeployedUse use) {
        this.ways = ways;
        this.classes = classes;
        this.use = use;
    }

    /**
     * What speaks against a use in EVAL mode.
     *
     * @param reason the figures that speak for the cause
     */
    record Finding(LeadingCause cause, String reason) {}

    /**
     * Compares; empty if the model is used in EVAL mode as far as can be seen.
     *
     * <p>An accuracy is most often that of the images that are checked up, on which a way that is not random has exactly its
     * own; where no way has it there, it may be that of as many others.
     *
     * @param ways EVAL mode among them
     * @param classes that there are
     */
    static Optional<Finding> of(List<Way> ways, int classes, DeployedUse use) {
        UseComparison ofAny = new UseComparison(ways, classes, use);
        if (ofAny.match(Way.EVAL_MODE).fits()) {
            return Optional.empty();
        }
        UseComparison ofThese = new UseComparison(ways, classes, use.ofTheseImages());
        return Optional.of((ofThese.fitting().isEmpty() ? ofAny : ofThese).finding());
    }

    /**
     * What speaks against EVAL mode in an accuracy that it may have on other images: that it has another on these. Empty if it
     * has that accuracy here too, and for predictions.
     */
    static Optional<String> doubt(List<Way> ways, int classes, DeployedUse use) {
        Way.Match here = new UseComparison(ways, classes, use.ofTheseImages()).match(Way.EVAL_MODE);
        return use.isOfImages() || here.fits()
                ? Optional.empty()
                : Optional.of("the " + Conclusion.percent(use.accuracy())
                        + " in use can be chance if they are of other images;"
                        + " of these very images EVAL mode has "
                        + Conclusion.percent(here.way().accuracy()));
    }

    private Finding finding() {
        String differs = use.isOfImages()
                ? "predictions in use are not those of EVAL mode: " + text(match(Way.EVAL_MODE))
                : "EVAL mode reaches "
                        + Conclusion.percent(match(Way.EVAL_MODE).way().accuracy()) + " here and not the "
                        + Conclusion.percent(use.accuracy()) + " in use";
        List<Way> fitting = fitting();
        if (fitting.isEmpty()) {
            return new Finding(
                    LeadingCause.INCONCLUSIVE,
                    differs + ", and nothing that was measured does that; nearest comes "
                            + text(matches().get(0)));
        }
        Way likeliest = fitting.stream()
                .reduce((one, other) -> other.likelierThan(one, use, classes).mean() > 0 ? other : one)
                .orElseThrow();
        List<Way> rivals =
                fitting.stream().filter(way -> way.cause() != likeliest.cause()).toList();
        List<Way> unsure = rivals.stream()
                .filter(rival -> !likeliest.isClearlyLikelierThan(rival, use, classes))
                .toList();
        String reason = differs + "; nearest comes " + text(match(likeliest.name())) + than(likeliest, rivals, unsure);
        if (unsure.isEmpty()) {
            return new Finding(likeliest.cause(), reason);
        }
        return new Finding(
                isDropoutSure(likeliest, unsure) ? LeadingCause.DROPOUT_LEFT_ON : LeadingCause.INCONCLUSIVE, reason);
    }

    /** Whether dropout is on in every way that it may be, so that nothing but the statistics' part is open. */
    private static boolean isDropoutSure(Way likeliest, List<Way> unsure) {
        return likeliest.drops() && unsure.stream().allMatch(Way::drops);
    }

    /** Of all ways, the nearest first. */
    private List<Way.Match> matches() {
        return ways.stream()
                .map(way -> way.with(use))
                .sorted(Comparator.comparingDouble(Way.Match::distance))
                .toList();
    }

    private List<Way> fitting() {
        return matches().stream().filter(Way.Match::fits).map(Way.Match::way).toList();
    }

    private Way.Match match(String way) {
        return matches().stream()
                .filter(match -> match.way().name().equals(way))
                .findFirst()
                .orElseThrow();
    }

    /** How the likeliest way compares with those of other causes, and what would tell apart those that it may be. */
    private String than(Way likeliest, List<Way> rivals, List<Way> unsure) {
        if (rivals.isEmpty()) {
            return "";
        }
        String compared = rivals.stream()
                .map(rival -> rival.name() + " (" + figures(likeliest, rival) + ")")
                .collect(Collectors.joining(", "));
        if (unsure.isEmpty()) {
            return (use.isOfImages() ? ", surely nearer than " : ", several times as likely as ")
                    + compared
                    + (use.isOfImages()
                            ? ""
                            : "; predictions of the same images would prove it (--deployed-predictions)");
        }
        String tells = use.isOfImages()
                ? ""
                : ": accuracy alone does not tell, predictions of the same images would (--deployed-predictions)";
        return (use.isOfImages() ? ", not surely nearer than " : ", hardly likelier than ")
                + compared
                + (isDropoutSure(likeliest, unsure)
                        ? ": dropout is on in each, and whether statistics are the batch's is not sure"
                        : tells);
    }

    private String figures(Way likeliest, Way rival) {
        if (!use.isOfImages()) {
            return Conclusion.percent(rival.accuracy());
        }
        Estimate nats = likeliest.likelierThan(rival, use, classes).estimate();
        return String.format(
                Locale.ROOT,
                "log-likelihood %+.4f an image, 95 %%: %+.4f to %+.4f",
                nats.mean(),
                nats.lower(),
                nats.upper());
    }

    private static String text(Way.Match match) {
        return match.way().name() + " ("
                + (match.agreement().isPresent()
                        ? Conclusion.percent(match.agreement().getAsDouble()) + " of predictions agree, "
                                + Conclusion.percent(match.expected().getAsDouble()) + " of two passes"
                        : Conclusion.percent(match.way().accuracy()))
                + ")";
    }
}
