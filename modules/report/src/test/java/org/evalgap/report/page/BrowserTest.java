package org.evalgap.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.evalgap.data.ByteSource;
import org.evalgap.data.Dataset;
import org.evalgap.data.source.DatasetReader;
import org.evalgap.experiment.trial.TrialRunner;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.study.plan.Plan;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyReader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.Select;

/** The page in a real browser: of a small study that is really run, of a large one that is made up, and of bad ones. */
@Tag("browser")
class BrowserTest {

    private static final int WIDE = 1280;
    private static final int NARROW = 390;

    /** Milliseconds from opening the file to the first chart. */
    private static final double FIRST_CHART = 2_000;

    private static final String FITS =
            "return document.documentElement.scrollWidth <= document.documentElement.clientWidth";

    private static final String STUDY = """
            study {
              name = tiny
              replicates = 2
              dataset { kind = synthetic, height = 8, width = 8, channels = 1, classes = 3, train-per-class = 32, test-per-class = 16 }
              trial { network { kind = cnn, widths = [4, 4] }, training { epochs = 2, learning-rate = 0.05 } }
              grid {
                training.batch-size = [4, 16]
                network.normalization = [batch, group]
                network.dropout = [0, 0.3]
              }
              evaluation {
                corners = factorial
                batch-statistics-batch-sizes = [2, 8]
                eval-batch-sizes = [1, 8]
                layers { every-epochs = 1, channels = true }
                remedies { recalibration-samples = [16, all], ema-decays = [0.9], mc-dropout-passes = 5 }
              }
            }
            """;

    @TempDir
    private static Path directory;

    private static Browser browser;
    private static Path tiny;
    private static String cell;
    private static Path large;

    @BeforeAll
    static void startTheBrowser() throws IOException {
        List<TrialResult> trials = run(StudyReader.parse("tiny.conf", STUDY));
        tiny = page("tiny.html", trials);
        cell = trials.stream()
                .map(TrialResult::trial)
                .filter(trial -> trial.cell().contains("dropout=0.3, network.normalization=batch"))
                .findFirst()
                .orElseThrow()
                .cellId();
        large = page("large.html", new SyntheticStudy(5_000, 2).all());
        browser = Browser.start();
    }

    @AfterAll
    static void stopTheBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    private static List<TrialResult> run(Study study) {
        Dataset dataset = DatasetReader.read(study.dataset(), ByteSource.local());
        Plan plan = Plan.whole(study, dataset);
        TrialRunner runner = new TrialRunner(study.name(), dataset, study.evaluation(), () -> {});
        List<TrialResult> results = new ArrayList<>();
        plan.trainings().forEach(training -> results.addAll(runner.run(training)));
        return results;
    }

    private static Path page(String name, Collection<TrialResult> trials) throws IOException {
        return Files.writeString(directory.resolve(name), ReportPage.html(Pages.of(trials)));
    }

    private static void assertUntroubled(Path file) {
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requests())
                .allSatisfy(
                        address -> assertThat(address).startsWith(file.toUri().toString()));
    }

    private static String chart(String id) {
        return (String) browser.run(
                "const box = document.querySelector('[data-chart=\"' + arguments[0] + '\"]');"
                        + "return box.querySelector('svg') ? 'drawn' : box.querySelector('.empty') ? 'empty' : 'nothing'",
                id);
    }

    @Test
    void everyChartOfARealStudyIsDrawn() {
        browser.open(tiny, "#cell=" + cell, WIDE, "light").scrollThrough();
        for (WebElement figure : browser.all("[data-chart]")) {
            String id = figure.getDomAttribute("data-chart");
            assertThat(chart(id)).as(id).isEqualTo("drawn");
        }
        assertThat(browser.all("[data-chart]")).hasSize(15);
        assertUntroubled(tiny);
    }

    @Test
    void theFirstChartOfTenThousandTrialsIsThereAtOnce() {
        browser.open(large, "", WIDE, "light");
        browser.waitFor("return performance.getEntriesByName('chart').length > 0");
        double milliseconds =
                ((Number) browser.run("return performance.getEntriesByName('chart')[0].startTime")).doubleValue();
        assertThat(milliseconds).isLessThan(FIRST_CHART);
        browser.scrollThrough();
        assertUntroubled(large);
    }

    @Test
    void everyControlCanBeUsed() {
        browser.open(tiny, "", WIDE, "light").scrollThrough();
        assertThat(browser.all("main select")).hasSizeGreaterThan(8);
        // What is chosen in one may add controls or take some away.
        for (int i = 0; i < browser.all("main select").size(); i++) {
            for (int option = 0; option < options(i); option++) {
                new Select(browser.all("main select").get(i)).selectByIndex(option);
            }
        }
        assertUntroubled(tiny);
        browser.open(tiny, "#cell=" + cell, WIDE, "light").scrollThrough();
        for (String button : List.of(
                "Keep to compare", "Forget 1 kept cell", "Dark", "Light", "Deployed accuracy", "Command", "Copy")) {
            browser.run(
                    "Array.from(document.querySelectorAll('button')).find(one => one.textContent === arguments[0]).click()",
                    button);
        }
        for (WebElement details : browser.all("main details summary")) {
            browser.run("arguments[0].click()", details);
        }
        assertThat(browser.all("[data-chart] details[open] table")).hasSize(15);
        browser.all("#trial-filter").get(0).sendKeys("batch-size = 16 normalization = group");
        assertThat(browser.all("#trial-table tbody tr")).hasSize(4);
        browser.scrollThrough();
        assertUntroubled(tiny);
    }

    private static int options(int control) {
        List<WebElement> controls = browser.all("main select");
        return control < controls.size()
                ? new Select(controls.get(control)).getOptions().size()
                : 0;
    }

    @Test
    void pagesOfTheTableOfTrials() {
        browser.open(large, "", WIDE, "light");
        assertThat(browser.run("return document.querySelector('#trials .pager [role=status]').textContent"))
                .isEqualTo("Trials 1 to 25 of 10000");
        browser.run(
                "Array.from(document.querySelectorAll('#trials button')).find(one => one.textContent === 'Next').click()");
        assertThat(browser.run("return document.querySelector('#trials .pager [role=status]').textContent"))
                .isEqualTo("Trials 26 to 50 of 10000");
        assertThat(browser.run("return document.querySelector('#trial-table tbody tr td').textContent"))
                .isEqualTo("DIVERGED");
    }

    @Test
    void theAddressKeepsTheChoice() {
        browser.open(tiny, "", WIDE, "light");
        new Select(browser.all("#degradation select").get(0)).selectByVisibleText("Accuracy after eval()");
        new Select(browser.all("#degradation select").get(2)).selectByVisibleText("network.dropout");
        new Select(browser.all(".controls.cell select").get(0)).selectByIndex(1);
        String fragment = browser.address().substring(browser.address().indexOf('#'));
        String read = "return Array.from(document.querySelectorAll('main select')).map(one => one.value).join(' ')";
        Object chosen = browser.run(read);
        assertThat((String) chosen).contains("eval-mode", "network.dropout");
        browser.open(tiny, "", WIDE, "light");
        assertThat(browser.run(read)).isNotEqualTo(chosen);
        browser.open(tiny, fragment, WIDE, "light");
        assertThat(browser.run(read)).isEqualTo(chosen);
        browser.open(tiny, "#x=nonsense&cell=%E0%A4%A&metric=constructor&split=&measure=toString", WIDE, "light");
        assertUntroubled(tiny);
    }

    @Test
    void aClickOnAMarkChoosesItsCell() {
        browser.open(tiny, "", WIDE, "light").scrollThrough();
        Object before = browser.run("return location.hash");
        browser.run("""
                const marks = document.querySelectorAll('[data-chart=degradation] svg path');
                const mark = Array.from(marks).filter(one => one.getAttribute('fill') === '#0072b2')[1];
                const box = mark.getBoundingClientRect();
                const at = { clientX: box.x + box.width / 2, clientY: box.y + box.height / 2, bubbles: true };
                ['mousemove', 'mousedown', 'mouseup', 'click'].forEach(type => mark.dispatchEvent(new MouseEvent(type, at)));
                """);
        assertThat(browser.run("return location.hash")).isNotEqualTo(before);
        assertThat((String) browser.run("return location.hash")).contains("&cell=");
    }

    private static void click(String button) {
        browser.run(
                "const found = Array.from(document.querySelectorAll('button'))"
                        + ".find(one => one.textContent === arguments[0]); found.focus(); found.click()",
                button);
    }

    @Test
    void cellsAreSortedFilteredAndLookedAt() {
        browser.open(tiny, "", WIDE, "light");
        assertThat(browser.all("#cell-table tbody tr")).hasSize(8);
        String column = "return Array.from(document.querySelectorAll('#cell-table tbody tr'))"
                + ".map(row => row.children[Array.from(document.querySelectorAll('#cell-table th'))"
                + ".findIndex(head => head.textContent === arguments[0])].textContent)";
        click("batch size");
        assertThat(browser.run(column, "batch size")).isEqualTo(List.of("4", "4", "4", "4", "16", "16", "16", "16"));
        click("batch size");
        assertThat(browser.run(column, "batch size")).isEqualTo(List.of("16", "16", "16", "16", "4", "4", "4", "4"));
        browser.all("#cell-filter").get(0).sendKeys("normalization = group dropout = 0.3");
        assertThat(browser.run(column, "normalization")).isEqualTo(List.of("group", "group"));
        assertThat(browser.run(column, "dropout")).isEqualTo(List.of("0.3", "0.3"));
        click("Look");
        assertThat(browser.run("return Array.from(document.querySelectorAll('.controls.cell select'))"
                        + ".map(one => one.value)"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .contains("group", "0.3", "16");
        assertUntroubled(tiny);
    }

    @Test
    void aChartIsEnlargedZoomedAndPutBack() {
        browser.open(tiny, "", WIDE, "light");
        browser.waitFor("return document.querySelector('[data-chart=degradation] svg') !== null");
        String labels = "return Array.from(document.querySelectorAll('[data-chart=degradation] svg text'))"
                + ".map(one => one.textContent).join(' ')";
        click("Enlarge");
        assertThat(browser.all("dialog [data-chart=degradation]")).hasSize(1);
        Object whole = browser.run(labels);
        click("+");
        click("+");
        browser.waitFor(labels + " !== " + quoted(whole));
        click("Whole");
        browser.waitFor(labels + " === " + quoted(whole));
        click("Close");
        browser.waitFor("return document.querySelector('dialog') === null");
        assertThat(browser.all("#degradation [data-chart=degradation] svg")).hasSize(1);
        assertThat(browser.run("return document.activeElement.textContent")).isEqualTo("Enlarge");
        assertUntroubled(tiny);
    }

    private static String quoted(Object text) {
        return "'" + text.toString().replace("'", "\\'") + "'";
    }

    @Test
    void thePageOfARunningSweepIsRenewedUnderTheReader() throws IOException {
        Path live = Files.writeString(
                directory.resolve("live.html"),
                ReportPage.html(
                        Pages.of(new SyntheticStudy(40, 2).all(), new Live(80, 96, "2000-01-01T00:00:00Z", 2))));
        browser.open(live, "#metric=eval-mode", WIDE, "light").scrollThrough();
        assertThat(browser.all("#live").get(0).getText()).contains("80 of 96 trials done");
        browser.run("document.querySelector('#cell-filter').value = 'batch-size = 2';"
                + "document.querySelector('#cell-filter').dispatchEvent(new Event('input'));"
                + "document.getElementById('theme').click();"
                + "document.querySelector('[data-chart=remedies] details').open = true;"
                + "document.querySelector('[data-chart=remedies]').scrollIntoView()");
        browser.waitFor("return document.querySelector('[data-chart=remedies] table') !== null");
        String place =
                "return [Math.round(document.querySelector('[data-chart=remedies]').getBoundingClientRect().top),"
                        + " document.querySelector('#cell-filter').value, document.documentElement.dataset.theme,"
                        + " document.querySelectorAll('#cell-table tbody tr').length, location.hash].join(' ')";
        Object before = browser.run(place);
        Files.writeString(live, ReportPage.html(Pages.of(new SyntheticStudy(48, 2).all())));
        browser.waitFor(
                "return document.querySelector('#live') === null && document.querySelector('#trials') !== null");
        browser.waitFor("return document.querySelector('[data-chart=remedies] details').open");
        assertThat(browser.run(place).toString().replaceFirst(" [0-9]+ #", " rows #"))
                .isEqualTo(before.toString().replaceFirst(" [0-9]+ #", " rows #"));
        assertUntroubled(live);
    }

    @Test
    void axeFindsNothingSerious() throws IOException {
        for (String colours : List.of("light", "dark")) {
            browser.open(tiny, "", WIDE, colours).scrollThrough();
            assertThat(browser.accessibilityFindings()).as(colours).isEmpty();
        }
        browser.open(tiny, "", NARROW, "light").scrollThrough();
        assertThat(browser.accessibilityFindings()).as("narrow").isEmpty();
    }

    @Test
    void aPhoneNeedsNoScrollingAside() {
        for (Path file : List.of(tiny, large)) {
            browser.open(file, "", NARROW, "dark").scrollThrough();
            assertThat(browser.run(FITS)).as(file.toString()).isEqualTo(true);
        }
    }

    @Test
    void hostileTextsDoNoHarm() throws IOException {
        Path hostile = page(
                "hostile.html",
                new SyntheticStudy(50, 2)
                        .named(ReportPageTest.HOSTILE)
                        .failingBecause(ReportPageTest.HOSTILE)
                        .all());
        browser.open(hostile, "", NARROW, "light").scrollThrough();
        assertThat(browser.all("img")).isEmpty();
        assertThat(browser.all("script")).hasSize(3);
        assertThat((String) browser.run("return document.querySelector('#verdict bdi').textContent"))
                .isEqualTo(ReportPageTest.HOSTILE);
        assertThat(browser.run(FITS)).isEqualTo(true);
        assertUntroubled(hostile);
    }

    @Test
    void noTrialsAreAPage() throws IOException {
        Path empty = page("empty.html", List.of());
        browser.open(empty, "", WIDE, "light");
        assertThat((String) browser.run("return document.querySelector('h1').textContent"))
                .isEqualTo("There are no published trials yet.");
        assertUntroubled(empty);
    }
}
