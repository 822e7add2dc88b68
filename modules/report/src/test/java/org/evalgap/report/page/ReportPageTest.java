package org.evalgap.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.evalgap.results.rows.TrialResult;
import org.junit.jupiter.api.Test;

class ReportPageTest {

    static final String HOSTILE =
            "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'`&{{data}}\u202e\u2066\u2028"
                    + "$(rm -rf ~)" + "x".repeat(10_000);

    private static final Pattern SCRIPT = Pattern.compile("<script([^>]*)>(.*?)</script>", Pattern.DOTALL);

    /** The page without the library, which holds all sorts of texts of its own. */
    private static String own(String html) {
        return html.replace(ReportPage.resource("echarts/echarts.min.js"), "");
    }

    @Test
    void hostileTextsAreOnlyTexts() {
        List<TrialResult> trials =
                new SyntheticStudy(50, 2).named(HOSTILE).failingBecause(HOSTILE).all();
        String html = ReportPage.html(Pages.of(trials));
        Matcher scripts = SCRIPT.matcher(html);
        int count = 0;
        while (scripts.find()) {
            count++;
        }
        assertThat(count).as("the data, the library and the page's own").isEqualTo(3);
        assertThat(own(html).contains("<img")).as("an element").isFalse();
        assertThat(own(html).contains("<script>alert")).as("a script").isFalse();
        assertThat(own(html).contains("<title>EvalGap: &lt;/script&gt;&lt;script&gt;alert(1)"))
                .as("the title")
                .isTrue();
    }

    @Test
    void thePolicyForbidsEveryRequest() {
        String html = ReportPage.html(Pages.of(new SyntheticStudy(4, 2).all()));
        assertThat(html.substring(0, html.indexOf("<style>")))
                .containsPattern("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri"
                        + " 'none'; form-action 'none'; img-src data:; style-src 'unsafe-inline'; script-src"
                        + " 'sha256-[A-Za-z0-9+/]{43}=' 'sha256-[A-Za-z0-9+/]{43}='\">");
        assertThat(own(html).replace("'", "").contains("@import")).as("imports").isFalse();
        assertThat(own(html).contains("url(")).as("addresses in styles").isFalse();
        assertThat(own(html).contains("<link")).as("links").isFalse();
    }

    @Test
    void thePageIsTheSameForTheSameTrials() {
        List<TrialResult> trials = new SyntheticStudy(10, 2).all();
        assertThat(ReportPage.html(Pages.of(trials)).equals(ReportPage.html(Pages.of(trials))))
                .isTrue();
    }

    @Test
    void theLibraryComesWithItsLicence() {
        String html = own(ReportPage.html(Pages.of(List.of())));
        assertThat(html.substring(html.indexOf("<footer"), html.indexOf("</footer>")))
                .contains("Apache ECharts 6.0.0", "The Apache Software Foundation", "Mike Bostock");
    }
}
