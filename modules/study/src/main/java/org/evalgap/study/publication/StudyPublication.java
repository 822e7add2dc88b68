package org.evalgap.study.publication;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.util.Optional;
import org.evalgap.nn.graph.ShapeException;
import org.evalgap.study.hocon.FileIncludes;

/**
 * What a study that was run says it repeats.
 *
 * @param study its name
 * @param publication as it says
 */
public record StudyPublication(String study, Publication publication) {

    private static final String KEY = "study.published";

    /**
     * Reads no more of a study than this.
     *
     * @param text the study as {@link org.evalgap.study.reading.Study#text} has it
     * @return empty if the text does not say it, or is damaged
     */
    public static Optional<StudyPublication> of(String text) {
        try {
            Config config = ConfigFactory.parseString(text, FileIncludes.none());
            if (!config.hasPath(KEY) || !config.hasPath("study.name")) {
                return Optional.empty();
            }
            Config published = config.getConfig(KEY);
            return Optional.of(new StudyPublication(
                    config.getString("study.name"),
                    new Publication(
                            published.getString("paper"),
                            published.getString("url"),
                            published.getString("found"),
                            published.getString("carries"))));
        } catch (ConfigException | ShapeException damaged) {
            return Optional.empty();
        }
    }
}
