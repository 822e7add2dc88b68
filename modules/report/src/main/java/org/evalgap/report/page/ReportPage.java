package org.evalgap.report.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evalgap.data.tools.Sha256;

/**
 * The page as one HTML file that needs nothing else: a template, styles, a charting library, the page's own scripts, and
 * the data. A content security policy lets these scripts run and nothing else, and forbids every request.
 */
public final class ReportPage {

    /** In the order in which they run. Those that draw charts need no browser. */
    static final List<String> CHART_SCRIPTS = List.of(
            "format.js",
            "tables.js",
            "theme.js",
            "report.js",
            "metrics.js",
            "extents.js",
            "axes.js",
            "marks.js",
            "grid-layout.js",
            "chart-grid.js",
            "chart-map.js",
            "chart-parallel.js",
            "zoom.js",
            "chart-waterfall.js",
            "chart-shares.js",
            "remedies.js",
            "chart-remedies.js",
            "chart-lines.js",
            "chart-recalibration.js",
            "chart-statistics.js",
            "layer-panels.js",
            "chart-layers.js",
            "chart-evaluation-size.js",
            "chart-learning.js",
            "chart-calibration.js",
            "chart-uncertainty.js",
            "charts.js");

    private static final List<String> BROWSER_SCRIPTS = List.of(
            "dom.js",
            "figure-large.js",
            "figure.js",
            "row-table.js",
            "choices.js",
            "section-verdict.js",
            "section-grid.js",
            "section-cells.js",
            "section-cell.js",
            "section-claims.js",
            "trial-rows.js",
            "section-provenance.js",
            "section-trials.js",
            "live.js",
            "main.js");

    private static final List<String> STYLES = List.of("page.css", "verdict.css", "figures.css", "evidence.css");

    /** All that is written here. */
    static final List<String> RESOURCES = Stream.of(
                    CHART_SCRIPTS, BROWSER_SCRIPTS, STYLES, List.of("page.html", "pictures.js"))
            .flatMap(List::stream)
            .toList();

    /** What the library says of itself. */
    private static final Pattern VERSION = Pattern.compile("\\.version=\"([0-9.]+)\"");

    private ReportPage() {}

    /** The whole file. */
    public static String html(ReportData data) {
        String library = resource("echarts/echarts.min.js");
        String page = "'use strict';\n(function () {\n" + texts(CHART_SCRIPTS) + texts(BROWSER_SCRIPTS) + "})();\n";
        return new Template(resource("page.html"))
                .with("policy", policy(library, page))
                .with("title", escaped(data.title()))
                .with("style", texts(STYLES))
                .with("version", version(library))
                .with("library", library)
                .with("script", page)
                .with("licence", escaped(resource("echarts/NOTICE") + "\n\n" + resource("echarts/LICENSE-d3")))
                .with("data", data.json())
                .text();
    }

    private static String version(String library) {
        Matcher version = VERSION.matcher(library);
        return version.find() ? version.group(1) : "";
    }

    /** Resources one after another. */
    static String texts(List<String> names) {
        return names.stream().map(ReportPage::resource).collect(Collectors.joining());
    }

    private static String policy(String... scripts) {
        StringBuilder sources = new StringBuilder();
        for (String script : scripts) {
            sources.append(" 'sha256-").append(sha256(script)).append('\'');
        }
        return "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; style-src 'unsafe-inline';"
                + " script-src" + sources;
    }

    private static String sha256(String script) {
        return Base64.getEncoder().encodeToString(Sha256.digest().digest(script.getBytes(StandardCharsets.UTF_8)));
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    static String resource(String name) {
        try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the distribution lacks the page's " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
