package org.evalgap.study.reading;

import static org.assertj.core.api.Assertions.assertThat;

import org.evalgap.study.settings.TrialConfig;

/** Studies of a few words, for tests. */
final class Studies {

    private Studies() {}

    static Study study(String text) {
        return StudyReader.parse("test.conf", text);
    }

    static TrialConfig trial(String text) {
        Study study = study("study { name = test, trial { " + text + " } }");
        assertThat(study.cells().size()).isEqualTo(1);
        return study.trial(study.cells().grid().cell(0));
    }
}
