package org.evalgap.cli.output;

import java.io.IOException;
import java.time.Instant;
import org.evalgap.output.Progress;
import org.evalgap.output.status.PublishedStudy;
import org.evalgap.report.page.Live;
import org.evalgap.report.page.ReportBuilder;
import org.evalgap.report.page.ReportData;
import org.evalgap.report.page.ReportPage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The page of an output directory. */
public final class Page {

    /** Time between two pages of a sweep that runs, and between two looks of a page for a newer one. */
    public static final long SECONDS = 60;

    private Page() {}

    /**
     * Puts the page of all published trials in its place, when no sweep runs any more.
     *
     * @return where it is, as a URI
     */
    public static String write(SweepOutput output) throws IOException {
        PublishedStudy study = output.published();
        return study.writePage(ReportPage.html(data(study, output.location(), null)));
    }

    /**
     * What the page shows.
     *
     * @param location the directory as a command names it
     * @param live of a sweep that runs; null if none does
     */
    public static ReportData data(PublishedStudy study, String location, Live live) throws IOException {
        ReportBuilder builder = new ReportBuilder();
        study.forEachTrial(builder::add);
        study.publication().ifPresent(repeated -> builder.add(repeated.publication()));
        return builder.build(study.degradation(), study.claims(), location, live);
    }

    /** How far a sweep is, for its page. */
    public static Live live(Progress progress, Instant at) {
        return new Live(progress.done(), progress.trials(), at.toString(), SECONDS);
    }

    /** Renews the page while a sweep runs. Nothing depends on it: a sweep goes on if it cannot be written. */
    public static final class Renewal implements Progress.Listener {

        private static final Logger LOG = LoggerFactory.getLogger(Renewal.class);
        private static final double FIRST_SECONDS = 10;

        /** The larger an output, the longer a page takes: it is made in at most this share of the time. */
        private static final double SHARE = 0.05;

        private final SweepOutput output;
        private double nextSeconds = FIRST_SECONDS;
        private long shown;
        private boolean failing;

        public Renewal(SweepOutput output) {
            this.output = output;
        }

        @Override
        public synchronized void update(Progress progress) {
            boolean over = progress.done() >= progress.trials();
            if (over || progress.done() == shown || progress.elapsedSeconds() < nextSeconds) {
                return;
            }
            long began = System.nanoTime();
            try {
                PublishedStudy study = output.published();
                study.writePage(ReportPage.html(data(study, output.location(), live(progress, study.seenAt()))));
                failing = false;
            } catch (IOException e) {
                if (!failing) {
                    LOG.warn("cannot write the page of {} meanwhile: {}", output.location(), e.toString());
                }
                failing = true;
            } catch (RuntimeException e) {
                // A mistake of ours, to be told with its place; the trainings are worth more than the page.
                if (!failing) {
                    LOG.error("cannot make the page of {}", output.location(), e);
                }
                failing = true;
            }
            shown = progress.done();
            double took = (System.nanoTime() - began) / 1e9;
            nextSeconds = progress.elapsedSeconds() + Math.max(SECONDS, took / SHARE);
        }
    }
}
