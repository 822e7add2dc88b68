package org.evalgap.study.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;

/** The study itself. */
final class StudySection {

    static final Key<String> NAME = Key.of("name", ValueType.TEXT, "Names the study in tables and pages.");
    static final Key<Long> SEED = Key.of("seed", ValueType.LONG, "Root of every random stream.");
    static final Key<Integer> REPLICATES =
            Key.of("replicates", ValueType.integer(1), "Repetitions of each cell with other seeds.");
    static final Key<ConfigValue> DATASET =
            Key.of("dataset", ValueType.part(DatasetSection.VARIANTS.expected()), "Where the images come from.");
    static final Key<ConfigObject> TRIAL = Key.of(
            "trial", ValueType.object("an object"), "The base trial: what is trained, how, and on which images.");
    static final Key<ConfigObject> GRID = Key.of(
            "grid",
            ValueType.object("an object of axes, each a list of values"),
            "Axes: keys of the trial, each with a list of values; their product is the grid. An axis within another, "
                    + "such as network.dropout beside network, needs quotes: HOCON would have it replace the other.");
    static final Key<ConfigList> EXCLUDE = Key.of(
            "exclude",
            ValueType.list("a list of objects of axes and values"),
            "Cells that are left out: those that have, for one entry, one of its values on each of its axes.");
    static final Key<Integer> SAMPLE = Key.optional(
            "sample", ValueType.integer(1), "Runs a random subset of so many cells instead of the whole grid.");
    static final Key<ConfigObject> EVALUATION =
            Key.of("evaluation", ValueType.object("an object"), "How trained networks are measured.");

    static final Section SECTION = Section.of(
            "study",
            "study",
            "One study: everything in the file.",
            NAME,
            SEED,
            REPLICATES,
            DATASET,
            TRIAL,
            GRID,
            EXCLUDE,
            SAMPLE,
            EVALUATION);

    private StudySection() {}
}
