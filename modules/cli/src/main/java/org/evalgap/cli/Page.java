package org.evalgap.cli;

import java.io.IOException;
import org.evalgap.report.page.ReportBuilder;
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
        ReportBuilder builder = new ReportBuilder();
        output.forEachTrial(builder::add);
        return ReportPage.html(
                builder.build(output.degradation(trial -> true), output.claims(trial -> true), location));
    }
}
