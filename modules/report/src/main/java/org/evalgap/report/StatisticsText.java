package org.evalgap.report;

import java.util.List;
import org.evalgap.results.diagnosis.Advice;
import org.evalgap.results.diagnosis.StatisticsFinding;
import org.evalgap.results.diagnosis.StatisticsFinding.Part;
import org.evalgap.results.diagnosis.Tried;
import org.evalgap.results.protocol.StatisticsCause;
import org.evalgap.results.protocol.StatisticsState;
import org.evalgap.results.schema.Labels;

/** What is wrong with running statistics, and what to do about it, in words. */
final class StatisticsText {

    private StatisticsText() {}

    /** From EVAL mode to TRAIN mode, a line for each cause, and what stands out. */
    static String of(StatisticsFinding statistics) {
        TextTable table = new TextTable()
                .column("", TextTable.Align.LEFT)
                .column("accuracy", TextTable.Align.RIGHT)
                .column("95 % interval", TextTable.Align.RIGHT)
                .column("running statistics replaced by", TextTable.Align.LEFT);
        table.row(List.of("EVAL mode", Points.percent(statistics.evalMode()), "", ""));
        for (Part part : statistics.parts()) {
            table.row(List.of(
                    "  " + Labels.of(part.cause()),
                    part.absent() ? "–" : Points.signed(part.lost().mean()),
                    part.absent() ? "" : Points.range(part.lost()),
                    replaced(part.cause())));
        }
        table.row(List.of("TRAIN mode", Points.percent(statistics.trainMode()), "", ""));
        return Paragraph.of("What is wrong with the running statistics, on the test images:")
                + table
                + Paragraph.of(leading(statistics));
    }

    private static String replaced(StatisticsCause cause) {
        return switch (cause) {
            case STALENESS -> "the same batches, by the final weights";
            case START -> "without the start (0 and 1)";
            case NOISE -> "all batches weigh the same";
            case COMPOSITION -> "random batches, per domain";
            case SIZE -> "large batches";
            case SHIFT -> "dropout off, eval transform";
            case BATCH -> "the evaluated batch's own";
            case DROPOUT -> "(dropout on)";
        };
    }

    private static String leading(StatisticsFinding statistics) {
        String state = state(statistics.state());
        return state
                + statistics
                        .leading()
                        .map(part -> "Wrong above all: " + Labels.of(part.cause()) + ", " + cost(part) + ": "
                                + why(part.cause()) + ".")
                        .orElse("None of it is surely wrong by a point or more.");
    }

    private static String cost(Part part) {
        return Points.full(part.lost())
                + (part.lost().isPositive()
                        ? ""
                        : " on average, and surely in " + part.sureIn() + " of " + part.replicates() + " replicates");
    }

    private static String state(StatisticsState state) {
        return switch (state) {
            case UPDATED -> "";
            case INITIAL -> "The running statistics are 0 and 1, as they start. ";
            case BEHIND -> "The running statistics saw fewer batches than the training had. ";
            case AHEAD -> "The running statistics saw more batches than the training had. ";
        };
    }

    private static String why(StatisticsCause cause) {
        return switch (cause) {
            case STALENESS -> "the weights that made the statistics are not those that use them";
            case START -> "mean 0 and variance 1, where they start, still weigh in them";
            case NOISE -> "they remember too few batches";
            case COMPOSITION -> "batches were not like those of all images, or each was of one domain";
            case SIZE -> "norms saw inputs that small batches had normalized";
            case SHIFT -> "training shows the norms another input than EVAL mode does";
            case BATCH, DROPOUT -> "that is no fault of theirs";
        };
    }

    /** What to do. */
    static String of(Advice.MendStatistics mend) {
        String cost = Labels.of(mend.part().cause()) + " costs " + cost(mend.part()) + ".";
        return switch (mend.part().cause()) {
            case STALENESS ->
                mend.state() == StatisticsState.BEHIND
                        ? "Recalibrate BatchNorm, or copy the statistics whenever the weights are: these are of other "
                                + "weights. " + upper(cost) + recalibrated(mend)
                        : "Recalibrate BatchNorm after training, or let the training end on a lower learning rate: the "
                                + "weights move faster than the statistics follow. " + upper(cost) + recalibrated(mend);
            case START ->
                mend.state() == StatisticsState.INITIAL
                        ? "Save the running statistics with the weights, and update them in training: they are 0 and 1, "
                                + "as they start. " + upper(cost) + recalibrated(mend)
                        : "Raise the momentum of BatchNorm, or train longer, or recalibrate: mean 0 and variance 1 still "
                                + "weigh in the statistics. " + upper(cost) + recalibrated(mend);
            case NOISE ->
                "Lower the momentum of BatchNorm, or recalibrate after training: the statistics remember too few "
                        + "batches. " + upper(cost) + recalibrated(mend);
            case COMPOSITION -> composition(mend, cost);
            case SIZE ->
                "Take larger batches for BatchNorm, or GroupNorm, or recalibrate in large batches: deeper norms saw "
                        + "inputs that small batches had normalized. " + upper(cost) + recalibrated(mend);
            case SHIFT ->
                "Recalibrate BatchNorm as it is used, with dropout off and the eval transform, or train as it is used: "
                        + "training shows the norms another input. " + upper(cost) + recalibrated(mend);
            case BATCH, DROPOUT -> throw new IllegalArgumentException("no fault of running statistics: " + mend);
        };
    }

    private static String composition(Advice.MendStatistics mend, String cost) {
        String order = mend.lostToOrder().isEmpty()
                ? ""
                : " Random batches of both domains together would give back "
                        + Points.plain(mend.lostToOrder().getAsDouble())
                        + " of these points, the rest takes statistics of each domain's own.";
        return "Shuffle images into random batches, or keep statistics for each domain if the domain is known, or take a "
                + "norm that does not use the batch, such as GroupNorm. " + upper(cost) + order + recalibrated(mend)
                + mend.ownDomain()
                        .map(tried -> recovers(" Recalibration per domain", tried))
                        .orElse("");
    }

    private static String recalibrated(Advice.MendStatistics mend) {
        return mend.recalibration()
                .map(tried -> recovers(" Recalibration (" + RemedyText.full(tried.remedy()) + ")", tried))
                .orElse("");
    }

    private static String recovers(String what, Tried tried) {
        return what + " recovers " + Points.brief(tried.recovered()) + ", in " + AdviceText.seconds(tried) + ".";
    }

    private static String upper(String sentence) {
        return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    }
}
