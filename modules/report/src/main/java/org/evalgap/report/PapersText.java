package org.evalgap.report;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.evalgap.results.aggregates.ClaimRow;
import org.evalgap.results.aggregates.PublishedFigure;
import org.evalgap.results.rows.TrialRow;
import org.evalgap.study.publication.Publication;
import org.evalgap.study.publication.StudyPublication;

/**
 * Studies that repeat published ones in small, as Markdown: of each what the paper found, how far the study bears on it, and
 * a table of its contrasts with the paper's figure and the study's own.
 */
public final class PapersText {

    private final StringBuilder text = new StringBuilder("""
            # Published results, in small

            This file is made by `jobs/evalgap papers` from the outputs of the studies; none of it is written by hand. *Ours* is the
            effect with its 95 % interval over replicates and test images, *verdict* what that says about the statement, which was
            written down before the study ran. *Theirs* is quoted from the paper, which had other networks and other images: that a
            figure differs says no more than that. Differences of accuracies are in percentage points.
            """);

    /** A study's trials, one after another. */
    public static final class Effort {

        private final Set<String> trainings = new HashSet<>();
        private long trials;
        private long failed;
        private double seconds;

        /** Takes in a trial, finished or not. */
        public void add(TrialRow trial) {
            trials++;
            failed += trial.finished() ? 0 : 1;
            seconds += trial.evaluationSeconds() + (trainings.add(trial.trainingRun()) ? trial.trainSeconds() : 0);
        }

        private String text() {
            return (trials == 1 ? "1 trial" : trials + " trials")
                    + (failed == 0 ? "" : ", " + failed + " of them failed")
                    + String.format(Locale.ROOT, ", %.1f minutes of training and evaluation, added up.", seconds / 60);
        }
    }

    /**
     * Adds a study.
     *
     * @param study what it repeats
     * @param claims its rows of the table of claims
     * @param effort of its trials
     */
    public void add(StudyPublication study, List<ClaimRow> claims, Effort effort) {
        Publication paper = study.publication();
        text.append("\n## ").append(inline(study.study())).append("\n\n");
        text.append('[')
                .append(inline(paper.paper()))
                .append("](<")
                .append(paper.url())
                .append(">)\n\n");
        text.append("**The paper.** ").append(inline(paper.found())).append("\n\n");
        text.append("**How far this bears on it.** ")
                .append(inline(paper.carries()))
                .append("\n\n");
        if (claims.isEmpty()) {
            text.append("The study decides no claims.\n\n");
        } else {
            text.append(
                    "| claim | contrast | theirs | ours | 95 % interval | unit | verdict | replicates | trials or pairs |\n");
            text.append("|---|---|--:|--:|---|---|---|--:|--:|\n");
            Set<String> shown = new HashSet<>();
            claims.forEach(row -> line(List.of(
                    shown.add(row.claim()) ? inline(row.statement()) : "",
                    inline(row.contrast()),
                    theirs(row),
                    ContrastText.effect(row),
                    ContrastText.interval(row),
                    inline(row.unit()),
                    row.verdict(),
                    Integer.toString(row.replicates()),
                    Integer.toString(row.trials()))));
            text.append('\n');
            claims.stream()
                    .filter(row -> row.publishedFigure().isPresent())
                    .forEach(row -> text.append("- ").append(source(row)).append('\n'));
            claims.stream()
                    .filter(row -> row.hidden() != null && !row.verdict().equals(ContrastText.NOT_TESTABLE))
                    .forEach(row -> text.append("- ")
                            .append(name(row))
                            .append(": the mean hides ")
                            .append(inline(row.hidden()))
                            .append('\n'));
            text.append('\n');
        }
        text.append(effort.text()).append('\n');
    }

    private void line(List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static String theirs(ClaimRow row) {
        PublishedFigure figure = row.publishedFigure();
        return figure.published() == null && figure.publishedFinding() != null
                ? inline(figure.publishedFinding())
                : ContrastText.published(row);
    }

    private static String source(ClaimRow row) {
        PublishedFigure figure = row.publishedFigure();
        List<String> said = new ArrayList<>();
        said.add(inline(figure.publishedSource()));
        if (figure.published() != null && figure.publishedFinding() != null) {
            said.add(inline(figure.publishedFinding()));
        }
        if (figure.publishedNote() != null) {
            said.add(inline(figure.publishedNote()));
        }
        return name(row) + ": " + String.join("; ", said);
    }

    private static String name(ClaimRow row) {
        return inline(row.claim()) + "/" + inline(row.contrast());
    }

    /** A text on one line that ends no cell of a table and begins no markup. */
    private static String inline(String foreign) {
        return foreign.strip().replaceAll("\\s+", " ").replaceAll("([\\\\`*_\\[\\]<>|])", "\\\\$1");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
