package org.evalgap.study.reading;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import org.evalgap.data.DatasetConfig;
import org.evalgap.study.binding.Section;
import org.evalgap.study.binding.Setting;
import org.evalgap.study.publication.Publication;
import org.evalgap.study.replicates.ReplicatesConfig;
import org.evalgap.study.settings.DatasetSettings;
import org.evalgap.study.settings.EvaluationConfig;
import org.evalgap.study.settings.TrialConfig;

/** The keys of a study. It is never made: {@link StudyReader} reads key by key, to find what is wrong with each. */
@Section(meaning = "One study: everything in the file.")
record StudyFile(
        @Setting(meaning = "Names the study in tables and pages.")
        String name,

        @Setting(meaning = "Root of every random stream.", defaultValue = "1")
        long seed,

        @Setting(meaning = "Repetitions of each cell with other seeds.", defaultValue = "3")
        ReplicatesConfig replicates,

        @Setting(meaning = "Where the images come from.", defaultValue = "embedded", described = DatasetSettings.class)
        DatasetConfig dataset,

        @Setting(
                meaning = "The base trial: what is trained, how, and on which images.",
                defaultValue = "{}",
                described = TrialConfig.class)
        ConfigObject trial,

        @Setting(
                meaning =
                        "Axes: keys of the trial, each with a list of values; their product is the grid. An axis within "
                                + "another, such as network.dropout beside network, needs quotes: HOCON would have it replace the "
                                + "other.",
                defaultValue = "{}",
                accepts = "an object of axes, each a list of values")
        ConfigObject grid,

        @Setting(
                meaning =
                        "Cells that are left out: those that have, for one entry, one of its values on each of its axes.",
                defaultValue = "[]",
                accepts = "a list of objects of axes and values")
        ConfigList exclude,

        @Setting(
                meaning = "Runs a random subset of so many cells instead of the whole grid.",
                optional = true,
                atLeast = 1)
        Integer sample,

        @Setting(
                meaning =
                        "Claims of the study's own that its trials are to decide, in the form of claims.conf, in place of"
                                + " those that come with EvalGap; off for none. What claims.conf defines goes by its name there,"
                                + " as in metric = degradation.",
                optional = true,
                word = "off",
                accepts = "a list of claims")
        ConfigList claims,

        @Setting(meaning = "Which published study it repeats in small.", optional = true)
        Publication published,

        @Setting(meaning = "How trained networks are measured.", defaultValue = "{}")
        EvaluationConfig evaluation) {}
