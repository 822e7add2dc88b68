package org.evalgap.study.reading;

import java.util.List;
import org.evalgap.study.binding.Section;
import org.evalgap.study.binding.Setting;
import org.evalgap.study.settings.PreprocessingSettings;

/** The keys of a preprocessing file. */
@Section(meaning = "How image files become what a network sees.")
record PreprocessingFile(
        @Setting(meaning = "In training, if that is known.", optional = true, accepts = "a list of transforms")
        List<PreprocessingSettings> train,

        @Setting(meaning = "Under evaluation.", accepts = "a list of transforms")
        List<PreprocessingSettings> eval) {}
