package org.evalgap.results.claims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.evalgap.results.aggregates.PublishedFigure;
import org.evalgap.results.statistics.Estimate;
import org.evalgap.study.reading.ConfigReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimsFileTest {

    private static final String CONTRAST = "id = one, metric { table = evaluations, column = accuracy, where { "
            + "protocol = deployed, draws { at-least = 2 }, domain = [all, first] } }, unit = fraction, "
            + "first { network { normalization = batch } }, direction = above, matters = 0.1";

    private static List<Claim> read(String contrast) {
        return ClaimsFile.read(
                ConfigFactory.parseString("claims = [{ id = c, statement = s, contrasts = [{ " + contrast + " }] }]"));
    }

    /** The text is that of an output directory, which may be of others. */
    @Test
    void claimsOfAnOutputIncludeNothing(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("claims.conf"), "study { name = s, claims = off }");
        String off = Files.readString(file);
        assertThat(StudyClaims.text(Optional.of(off))).isEqualTo("\"off\"");
        assertThat(StudyClaims.text(Optional.of("include required(file(\"" + file + "\"))")))
                .isEmpty();
    }

    @Test
    void whatIsWrittenIsRead() {
        Contrast contrast = read(CONTRAST).get(0).contrasts().get(0);

        assertThat(contrast.metric().where().text())
                .isEqualTo("domain in [all, first], draws ≥ 2, protocol = deployed");
        assertThat(contrast.first().text()).isEqualTo("network.normalization = batch");
        assertThat(contrast.second()).isEmpty();
        assertThat(contrast.expectation()).isEqualTo(new Expectation(Direction.ABOVE, 0, 0.1));
        assertThat(contrast.premise()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "table = evaluations  | table = evaluation | claims[0].contrasts[0].metric.table: expected a table of trials, received evaluation",
                "column = accuracy    | column = acc       | claims[0].contrasts[0].metric: expected columns of evaluations that hold no measured time, received acc",
                "protocol = deployed  | protocols = a      | claims[0].contrasts[0].metric: expected columns of evaluations that hold no measured time, received protocols",
                "at-least = 2         | at-least = two     | claims[0].contrasts[0].metric.where.draws.at-least: expected a number, received {at-least=two}",
                "direction = above    | direction = up     | claims[0].contrasts[0].direction: expected one of [above, below, differs, within, not-above, not-below], received up",
                "matters = 0.1        | matters = 0        | claims[0].contrasts[0].matters: expected a number above 0, received 0",
                "unit = fraction      | units = fraction   | claims[0].contrasts[0].units: expected one of [apart-from, direction, first, id, matters, metric, per, premise, published, reference, second, unit], received units = fraction",
            })
    void whatIsWrongIsNamed(String right, String wrong, String problem) {
        assertThatThrownBy(() -> read(CONTRAST.replace(right.trim(), wrong.trim())))
                .isInstanceOf(ClaimsException.class)
                .hasMessage("cannot use the claims; " + problem);
    }

    @Test
    void whatAPaperReportsIsRead() {
        assertThat(read(CONTRAST).get(0).contrasts().get(0).published()).isEqualTo(PublishedFigure.NONE);
        assertThat(published("effect = -0.107, lower = -0.12, upper = -0.09, source = \"A 2017, Table 1\", note = n"))
                .isEqualTo(new PublishedFigure(new Estimate(-0.107, -0.12, -0.09), null, "A 2017, Table 1", "n"));
        assertThat(published("finding = better, source = \"A 2017, Figure 2\""))
                .isEqualTo(new PublishedFigure(null, "better", "A 2017, Figure 2", null));
    }

    private static PublishedFigure published(String text) {
        return read(CONTRAST + ", published { " + text + " }")
                .get(0)
                .contrasts()
                .get(0)
                .published();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "source = s                                     | claims[0].contrasts[0].published: expected effect, finding or both, received neither",
                "source = s, effect = 1, lower = 0              | claims[0].contrasts[0].published: expected an effect with lower and upper, or with neither, received one without the other",
                "source = s, finding = f, lower = 0, upper = 1  | claims[0].contrasts[0].published: expected an effect with lower and upper, or with neither, received one without the other",
                "source = s, effect = 1, page = 3               | claims[0].contrasts[0].published.page: expected one of [effect, finding, lower, note, source, upper], received page = 3",
            })
    void whatIsWrongWithWhatAPaperReportsIsNamed(String text, String problem) {
        assertThatThrownBy(() -> published(text))
                .isInstanceOf(ClaimsException.class)
                .hasMessage("cannot use the claims; " + problem);
    }

    @Test
    void whatAPaperReportsHasASource() {
        assertThatThrownBy(() -> published("effect = 1"))
                .isInstanceOf(ClaimsException.class)
                .hasMessageContaining("'source'");
    }

    @Test
    void missingKeysAndClaimsWithoutContrastsAreRefused() {
        assertThatThrownBy(() -> read(CONTRAST.replace("matters = 0.1", "")))
                .isInstanceOf(ClaimsException.class)
                .hasMessageContaining("'matters'");
        assertThatThrownBy(() -> ClaimsFile.read(
                        ConfigFactory.parseString("claims = [{ id = c, statement = s, contrasts = [] }]")))
                .hasMessage(
                        "cannot use the claims; claims[0].contrasts: expected at least one contrast, received none");
    }

    /** Identical runs would come to different verdicts. */
    @Test
    void aMeasuredTimeDecidesNothing() {
        assertThatThrownBy(() -> read("id = one, metric { table = no_grad, column = seconds_saved }, unit = fraction,"
                        + " first {}, direction = above, matters = 0.05"))
                .hasMessage("cannot use the claims; claims[0].contrasts[0].metric: expected columns of no_grad that"
                        + " hold no measured time, received seconds_saved");
    }

    @Test
    void theEmbeddedClaimsAreThose() {
        assertThat(ClaimsFile.embedded())
                .extracting(Claim::id)
                .containsExactly(
                        "small-batch",
                        "momentum",
                        "other-weights",
                        "short-memory",
                        "statistics-drift",
                        "group-layer-norm",
                        "larger-batch",
                        "recalibration",
                        "train-mode-pass",
                        "dropout-shift",
                        "mc-dropout",
                        "transform-mismatch",
                        "forgot-eval",
                        "shared-loader",
                        "no-grad",
                        "test-batch",
                        "ema",
                        "fixup",
                        "retrain-head",
                        "root-cause");
    }

    @Test
    void settingsOfTheEmbeddedClaimsAreKeysOfAStudy() {
        Set<String> keys = new TreeSet<>();
        ConfigReference.entries().stream()
                .filter(entry -> entry.section().startsWith("study.trial."))
                .forEach(entry -> {
                    String section = entry.section().substring("study.trial.".length());
                    keys.add(section + "." + entry.key());
                    keys.add(section + ".kind");
                });
        keys.add("training.composition.kind");
        for (Claim claim : ClaimsFile.embedded()) {
            for (Contrast contrast : claim.contrasts()) {
                assertThat(keys)
                        .as(claim.id())
                        .containsAll(contrast.first().byKey().keySet());
                contrast.second()
                        .ifPresent(second -> assertThat(keys)
                                .as(claim.id())
                                .containsAll(second.byKey().keySet()));
            }
        }
    }

    @Test
    void contrastsOfAClaimHaveNamesOfTheirOwn() {
        for (Claim claim : ClaimsFile.embedded()) {
            assertThat(claim.contrasts()).extracting(Contrast::id).doesNotHaveDuplicates();
            assertThat(claim.statement()).endsWith(".");
        }
    }

    @Test
    void conditionsAdmitWhatTheySay() {
        assertThat(condition("{ x = 4 }").admits(Optional.of("4.0"))).isTrue();
        assertThat(condition("{ x = 4 }").admits(Optional.of("40"))).isFalse();
        assertThat(condition("{ x = [a, b] }").admits(Optional.of("b"))).isTrue();
        assertThat(condition("{ x = absent }").admits(Optional.empty())).isTrue();
        assertThat(condition("{ x = absent }").admits(Optional.of("1"))).isFalse();
        assertThat(condition("{ x = true }").admits(Optional.of("true"))).isTrue();
        assertThat(condition("{ x { above = 0 } }").admits(Optional.of("0"))).isFalse();
        assertThat(condition("{ x { above = 0 } }").admits(Optional.of("0.1"))).isTrue();
        assertThat(condition("{ x { below = 0 } }").admits(Optional.empty())).isFalse();
        assertThat(condition("{ x { at-most = 2 } }").admits(Optional.of("2"))).isTrue();
        assertThat(condition("{ x { at-most = 2 } }").admits(Optional.of("cumulative")))
                .isFalse();
    }

    private static Condition condition(String object) {
        return Conditions.read("c", ConfigFactory.parseString(object).root())
                .byKey()
                .get("x");
    }
}
