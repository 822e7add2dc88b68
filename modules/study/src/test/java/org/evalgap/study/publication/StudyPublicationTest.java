package org.evalgap.study.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyException;
import org.evalgap.study.reading.StudyReader;
import org.junit.jupiter.api.Test;

class StudyPublicationTest {

    private static final String STUDY = """
            study {
              name = small
              trial.network = simplenet
              published { paper = "A 2017", url = "https://example.org", found = this, carries = "not far" }
            }
            """;

    @Test
    void whatWasRunSaysWhatItRepeats() {
        Study study = StudyReader.parse("small.conf", STUDY);

        assertThat(StudyPublication.of(study.text()))
                .contains(new StudyPublication(
                        "small", new Publication("A 2017", "https://example.org", "this", "not far")));
        assertThat(StudyPublication.of("study { name = small }")).isEmpty();
        assertThat(StudyPublication.of("{")).isEmpty();
    }

    /** It becomes a link on a page, also of the output of somebody else. */
    @Test
    void itIsOnTheWeb() {
        String script = STUDY.replace("https:", "javascript:");
        assertThat(StudyPublication.of(script)).isEmpty();
        assertThatThrownBy(() -> StudyReader.parse("small.conf", script))
                .isInstanceOf(StudyException.class)
                .hasMessageContaining("study.published.url: expected an address of http or https, received"
                        + " javascript://example.org");
    }

    @Test
    void itIsWhole() {
        assertThatThrownBy(() -> StudyReader.parse("small.conf", STUDY.replace(", carries = \"not far\"", "")))
                .isInstanceOf(StudyException.class)
                .hasMessageContaining("study.published.carries: expected a text, received nothing");
    }
}
