package org.evalgap.report.page;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.util.Collection;
import org.evalgap.results.aggregates.DegradationTable;
import org.evalgap.results.claims.ClaimsEvaluation;
import org.evalgap.results.rows.TrialResult;

/** From trials to what their page shows. */
final class Pages {

    private Pages() {}

    static ReportData of(Collection<TrialResult> trials) {
        return of(trials, null);
    }

    static ReportData of(Collection<TrialResult> trials, Live live) {
        ReportBuilder builder = new ReportBuilder();
        trials.forEach(builder::add);
        return builder.build(DegradationTable.of(trials), ClaimsEvaluation.of(trials), "output/study", live);
    }

    static Config json(ReportData data) {
        return ConfigFactory.parseString(
                data.json(), ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
    }
}
