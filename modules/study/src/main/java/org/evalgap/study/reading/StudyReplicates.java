package org.evalgap.study.reading;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.util.Optional;
import org.evalgap.study.binding.Settings;
import org.evalgap.study.hocon.FileIncludes;
import org.evalgap.study.problems.Location;
import org.evalgap.study.problems.Place;
import org.evalgap.study.problems.Problems;
import org.evalgap.study.replicates.ReplicatesConfig;

/**
 * How many replicates a study that was run says its cells have.
 *
 * @param study its name
 * @param replicates as it says
 */
public record StudyReplicates(String study, ReplicatesConfig replicates) {

    private static final String KEY = "study.replicates";

    /**
     * Reads no more of a study than this.
     *
     * @param text the study as {@link Study#text} has it
     * @return empty if the text does not say it, or is damaged
     */
    public static Optional<StudyReplicates> of(String text) {
        try {
            Config config = ConfigFactory.parseString(text, FileIncludes.none());
            if (!config.hasPath(KEY) || !config.hasPath("study.name")) {
                return Optional.empty();
            }
            Problems problems = new Problems();
            Object replicates = Settings.of(StudyFile.class)
                    .field("replicates")
                    .read(config.getValue(KEY), new Place(KEY, Location.STUDY, problems));
            return problems.size() > 0
                    ? Optional.empty()
                    : Optional.of(new StudyReplicates(config.getString("study.name"), (ReplicatesConfig) replicates));
        } catch (ConfigException damaged) {
            return Optional.empty();
        }
    }
}
