package org.evalgap.cli;

import java.io.IOException;
import org.evalgap.report.page.ReportBuilder;
import org.evalgap.report.page.ReportData;
import org.evalgap.report.page.ReportPage;
import org.evalgap.spark.StudyOutput;

/** The page of an output directory. */
final class Page {

    private Page() {}

    /**
     * The page of all published trials, as HTML.
     *
     * @param location the directory as a command names it
     */
    static String of(StudyOutput output, String location) throws IOException {
        return ReportPage.html(data(output, location));
    }

    /** What the page shows. */
    static ReportData data(StudyOutput output, String location) throws IOException {
        ReportBuilder builder = new ReportBuilder();
        output.forEachTrial(builder::add);
        return builder.build(output.degradation(trial -> true), output.claims(trial -> true), location);
    }
}
