package org.evalgap.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.ScriptableObject;

/** What the page's scripts compute, without a browser. */
class ChartScriptsTest {

    private static Context context;
    private static ScriptableObject scope;

    @BeforeAll
    static void load() {
        context = Context.enter();
        context.setLanguageVersion(Context.VERSION_ES6);
        context.setInterpretedMode(true);
        scope = context.initSafeStandardObjects();
        context.evaluateString(scope, ReportPage.texts(ReportPage.CHART_SCRIPTS), "page", 1, null);
    }

    @AfterAll
    static void leave() {
        context.close();
    }

    private static String evaluate(String script) {
        return Context.toString(context.evaluateString(scope, script, "test", 1, null));
    }

    @Test
    void boundsOfAnAxisEncloseItsValuesInAFewRoundSteps() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 500; i++) {
            double size = Math.pow(10, random.nextInt(-6, 6));
            double low = (random.nextDouble() - 0.5) * size;
            double high = low + (0.001 + random.nextDouble()) * size;
            boolean zero = random.nextBoolean();
            String[] bounds = evaluate("var e = extent([" + low + ", null, " + high + "], " + zero
                            + "); [e.min, e.max, e.interval].join(' ')")
                    .split(" ", -1);
            double min = Double.parseDouble(bounds[0]);
            double max = Double.parseDouble(bounds[1]);
            double steps = (max - min) / Double.parseDouble(bounds[2]);
            assertThat(min).isLessThanOrEqualTo(zero ? Math.min(0, low) : low);
            assertThat(max).isGreaterThanOrEqualTo(zero ? Math.max(0, high) : high);
            assertThat(steps).isBetween(0.99, 8.01);
        }
    }

    @Test
    void remediesOfTestStatisticsAreToldApart() {
        String remedies = "var all = ["
                + "{ remedy: 'test-batch-statistics', together: 1, pseudoCount: 256, domain: 'all' },"
                + "{ remedy: 'test-batch-statistics', together: 32, pseudoCount: 0, domain: 'all' },"
                + "{ remedy: 'example-weighing', exampleWeight: 0.3, domain: 'all' },"
                + "{ remedy: 'eval-norm', together: 3, exampleWeight: 1 / 3, domain: 'all' }];";
        assertThat(evaluate(remedies + "all.map(remedyText).join('; ')"))
                .isEqualTo("statistics of test batches, 1 image together, pseudo-count 256; "
                        + "statistics of test batches, 32 images together, pseudo-count 0; "
                        + "example weighing, weight 0.3; EvalNorm, weight 0.333");
        assertThat(evaluate(remedies + "all.map(one => shortRemedy(one, all)).join('; ')"))
                .isEqualTo("statistics of test batches: 1 image together, pseudo-count 256; "
                        + "statistics of test batches: 32 images together, pseudo-count 0; "
                        + "example weighing: weight 0.3; EvalNorm: weight 0.333");
    }

    @Test
    void anAxisOfZerosHasALength() {
        assertThat(evaluate("var e = extent([0, 0], true); e.min + ' ' + (e.max > 0)"))
                .isEqualTo("0 true");
    }

    @Test
    void numbersHaveSignsAndSensibleDigits() {
        assertThat(
                        evaluate(
                                "[signed(0.04, 1), signed(-0.04, 1), signed(-2.35, 1), signed(2.36, 1), fixed(NaN, 1)].join(' ')"))
                .isEqualTo("0.0 0.0 −2.4 +2.4 –");
        assertThat(
                        evaluate(
                                "[significant(0.0123456), significant(123.456), significant(0), significant(-0.00001234)].join(' ')"))
                .isEqualTo("0.0123 123 0 −1.2e−5");
        assertThat(evaluate("[duration(0.001234), duration(3.14159), duration(600), duration(86400)].join(', ')"))
                .isEqualTo("1.23 ms, 3.14 s, 10 min, 24.0 h");
        assertThat(evaluate("spreadText({ mean: 0.1234, half: 0.01 }, UNITS.points)"))
                .isEqualTo("+12.3 ± 1.0 points");
        assertThat(evaluate("spreadText(null, UNITS.points)")).isEqualTo("–");
    }

    @Test
    void intervalsStayWithinWhatIsPossibleAndFewReplicatesAreShownThemselves() {
        assertThat(evaluate("spreadText({ mean: 0.9, half: 0.2, values: [] }, UNITS.percent)"))
                .isEqualTo("90.0 (70.0 to 100.0) %");
        assertThat(evaluate("spreadText({ mean: 0.448, half: null, values: [0.1, 0.796] }, UNITS.percent)"))
                .isEqualTo("44.8 [10.0, 79.6] %");
        assertThat(evaluate("markAt(2, { mean: 0.9, half: 0.2, values: [0.8, 1] }, UNITS.percent, {}).value.join(' ')"))
                .isEqualTo("2 90 70 100");
    }

    @Test
    void oneWildPanelFlattensNoOther() {
        assertThat(evaluate("panelBounds([[0, 1], [-60, 80], [0, 2]], true)"
                        + ".map(one => [one.min, one.max, one.wild === true].join(' ')).join(', ')"))
                .isEqualTo("0 2.5 false, -100 100 true, 0 2.5 false");
    }

    @Test
    void nounsHaveTheirPlurals() {
        assertThat(evaluate("[plural(1, 'pass', 'passes'), plural(2, 'pass', 'passes'), plural(3, 'cell')].join(', ')"))
                .isEqualTo("1 pass, 2 passes, 3 cells");
    }

    @Test
    void stepsThatMendTheStatistics() {
        assertThat(evaluate("""
                var table = {
                  keys: { step: ['R0', 'R1', 'R2'], meaning: ['as deployed', 'all images', 'batches of one'] },
                  figures: { accuracy: { mean: [0.5, 0.55, 0.8], half: [0.02, null, 0.9], replicates: [[0.5], null, null] } },
                };
                var report = { details: () => ({ statisticsCauses: rowsOf(table) }) };
                var drawn = statisticsChart(report, { cell: 0 }, { width: 900, theme: THEMES.light });
                drawn.summary + ' | ' + drawn.table.rows.map(row => row.join('; ')).join(' | ')
                """))
                .isEqualTo("From 50.0 ± 2.0 % to 80.0 (0.0 to 100.0) %; the step to R2: batches of one adds most,"
                        + " +25.0 points. | R0: as deployed; 50.0 ± 2.0 %; – | R1: all images; 55.0 %; +5.0 points |"
                        + " R2: batches of one; 80.0 (0.0 to 100.0) %; +25.0 points");
    }

    @Test
    void aFileHasTheNumbersOfATable() {
        assertThat(evaluate("""
                csvText({
                  head: ['Cell', 'Accuracy', 'Change (points)'],
                  rows: [
                    ['a, "b"', spreadCell({ mean: 0.9, half: 0.2, values: [0.8, 1] }, UNITS.percent), '\\u22122.5'],
                    ['c', spreadCell(null, UNITS.percent), ABSENT],
                  ],
                })
                """))
                .isEqualTo("Cell,Accuracy (%),Accuracy (%) lower,Accuracy (%) upper,Accuracy (%) by replicate,"
                        + "Change (points)\r\n\"a, \"\"b\"\"\",90,70,100,80 100,-2.5\r\nc,,,,,\r\n");
    }

    /** Whoever opens the file in a spreadsheet must not run what the study of another has for a name. */
    @Test
    void aFileOfATableHasNoFormulas() {
        assertThat(evaluate("""
                ["=cmd|'/C calc'!A0", '+1+A1', '-2+A1', '@SUM(A1)', '\\t=1', '-0.5', '-0.5 1.25e-7', 'a=b', '=1,"2"']
                  .map(csvField).join(';')
                """))
                .isEqualTo("'=cmd|'/C calc'!A0;'+1+A1;'-2+A1;'@SUM(A1);'\t=1;-0.5;-0.5 1.25e-7;a=b;\"'=1,\"\"2\"\"\"");
    }

    @Test
    void zoomKeepsToTheWhole() {
        assertThat(evaluate("[zoomed({ start: 0, end: 100 }, 2), zoomed({ start: 80, end: 100 }, 0.5),"
                        + " zoomed({ start: 0, end: 1 }, 4), zoomed({ start: 10, end: 90 }, 0.1)]"
                        + ".map(one => one.start + ' ' + one.end).join(', ')"))
                .isEqualTo("25 75, 60 100, 0 1, 0 100");
    }

    @Test
    void everyCellIsALineOverAllAxes() {
        assertThat(evaluate("""
                var data = {
                  axes: [
                    { key: 'a.width', values: ['4', '8'], numeric: true },
                    { key: 'b.width', values: ['none', 'some'], numeric: false },
                    { key: 'c', values: ['only'], numeric: false },
                  ],
                  cells: { id: ['x', 'y'], position: [[0, 1, 0], [1, -1, 0]], replicates: [1, 1] },
                  metrics: { 'total-gap': { mean: [0.01, -0.2] } },
                  details: {},
                };
                var report = openReport(data);
                var choice = { metric: 'total-gap', split: 'test', series: 1, cell: 0 };
                var drawn = parallelChart(report, choice, { width: 900, theme: THEMES.light });
                [
                  drawn.option.parallelAxis.map(axis => axis.name).join(' '),
                  drawn.option.series.map(one => one.name + ': ' + one.data.map(line => line.value.join(' '))).join('; '),
                  drawn.table.rows.map(row => row.join(' ')).join('; '),
                  parallelChart(openReport({ axes: [], cells: { id: [], position: [] }, metrics: {}, details: {} }), choice,
                    { width: 900, theme: THEMES.light }).empty,
                ].join(' | ')
                """))
                .isEqualTo("a.width b.width points | some: 4 some 1; b.width without effect: 8 - -20 |"
                        + " 8 – −20.0; 4 some +1.0 | This needs a study with two axes or more.");
    }

    @Test
    void scriptsAndStylesAreShortEnoughToRead() {
        for (String name : ReportPage.RESOURCES) {
            List<String> lines = ReportPage.resource(name).lines().toList();
            assertThat(lines).as(name).hasSizeLessThanOrEqualTo(215).allMatch(line -> line.length() <= 120);
        }
    }
}
