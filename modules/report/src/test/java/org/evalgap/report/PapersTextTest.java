package org.evalgap.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.evalgap.results.aggregates.ClaimRow;
import org.evalgap.results.rows.Rows;
import org.evalgap.results.rows.TrialRow;
import org.evalgap.study.publication.Publication;
import org.evalgap.study.publication.StudyPublication;
import org.junit.jupiter.api.Test;

class PapersTextTest {

    private static final StudyPublication STUDY = new StudyPublication(
            "made-up",
            new Publication("A & B 2017, A *title*", "https://example.org/1", "It found\n    something.", "Not far."));

    private static ClaimRow row(String claim, String contrast, String verdict, Object... columns) {
        Map<String, Object> fixed = new HashMap<>();
        for (String column : List.of(
                "hidden",
                "published",
                "publishedLower",
                "publishedUpper",
                "publishedFinding",
                "publishedSource",
                "publishedNote")) {
            fixed.put(column, null);
        }
        fixed.putAll(Map.of("claim", claim, "statement", "S of " + claim + ".", "contrast", contrast));
        fixed.putAll(Map.of("verdict", verdict, "unit", "points", "replicates", 6, "trials", 12));
        for (int i = 0; i < columns.length; i += 2) {
            fixed.put((String) columns[i], columns[i + 1]);
        }
        return Rows.row(ClaimRow.class, fixed, new SplittableRandom(1));
    }

    /** Of trials of which the first and every other one share a training. */
    private static PapersText.Effort effort(String... statuses) {
        PapersText.Effort effort = new PapersText.Effort();
        for (int i = 0; i < statuses.length; i++) {
            effort.add(Rows.row(
                    TrialRow.class,
                    Map.of(
                            "status",
                            statuses[i],
                            "host",
                            i % 2 == 0 ? "shared" : "host " + i,
                            "trainSeconds",
                            60.0,
                            "evaluationSeconds",
                            30.0),
                    new SplittableRandom(1)));
        }
        return effort;
    }

    private static String sections(PapersText text) {
        return text.toString().substring(text.toString().indexOf("\n## ") + 1);
    }

    @Test
    void theirsStandsBesideOurs() {
        PapersText text = new PapersText();
        text.add(
                STUDY,
                List.of(
                        row(
                                "gap",
                                "small|large",
                                "supported",
                                "effect",
                                -0.032,
                                "lower",
                                -0.04,
                                "upper",
                                -0.024,
                                "published",
                                -0.107,
                                "publishedSource",
                                "Table 1",
                                "publishedNote",
                                "of 10 epochs"),
                        row(
                                "gap",
                                "ratio",
                                "inconclusive",
                                "effect",
                                0.9,
                                "lower",
                                null,
                                "upper",
                                null,
                                "unit",
                                "ratio",
                                "publishedFinding",
                                "near 1",
                                "publishedSource",
                                "Figure 2",
                                "hidden",
                                "cells from -1 to +1"),
                        row(
                                "other",
                                "none",
                                "not testable",
                                "effect",
                                null,
                                "lower",
                                null,
                                "upper",
                                null,
                                "hidden",
                                "nothing that was measured")),
                effort("OK", "OK", "DIVERGED"));

        assertThat(sections(text)).isEqualTo("""
                ## made-up

                [A & B 2017, A \\*title\\*](<https://example.org/1>)

                **The paper.** It found something.

                **How far this bears on it.** Not far.

                | claim | contrast | theirs | ours | 95 % interval | unit | verdict | replicates | trials or pairs |
                |---|---|--:|--:|---|---|---|--:|--:|
                | S of gap. | small\\|large | -10.7 | -3.2 | -4.0 … -2.4 | points | supported | 6 | 12 |
                |  | ratio | near 1 | +0.900 |  | ratio | inconclusive | 6 | 12 |
                | S of other. | none | – | – |  | points | not testable | 6 | 12 |

                - gap/small\\|large: Table 1; of 10 epochs
                - gap/ratio: Figure 2
                - gap/ratio: the mean hides cells from -1 to +1

                3 trials, 1 of them failed, 3.5 minutes of training and evaluation, added up.
                """);
    }

    @Test
    void eachStudyHasASection() {
        PapersText text = new PapersText();
        text.add(STUDY, List.of(), effort("OK"));
        text.add(STUDY, List.of(), effort("OK"));

        assertThat(sections(text).lines().filter(line -> line.startsWith("## ")))
                .hasSize(2);
        assertThat(text.toString()).contains("The study decides no claims.", "1 trial, 1.5 minutes");
    }
}
