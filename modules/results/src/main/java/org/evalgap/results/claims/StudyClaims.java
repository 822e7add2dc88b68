package org.evalgap.results.claims;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.Optional;
import org.evalgap.results.replicates.Looking;
import org.evalgap.study.hocon.FileIncludes;

/** The claims that are put to each study of an output: a study's own, or those that come with EvalGap. */
public final class StudyClaims {

    private static final String KEY = "study.claims";
    private static final String OFF = "off";

    private final String study;
    private final List<Claim> own;

    private StudyClaims(String study, List<Claim> own) {
        this.study = study;
        this.own = own;
    }

    /**
     * The claims of a study that names its own, for it alone.
     *
     * @param text the study file as it was run last; empty if it is not there
     * @throws ClaimsException if its claims cannot be used
     */
    public static StudyClaims of(Optional<String> text) {
        try {
            Config config = ConfigFactory.parseString(text.orElse(""), FileIncludes.none());
            if (!config.hasPath(KEY)) {
                return new StudyClaims("", List.of());
            }
            return new StudyClaims(config.getString("study.name"), read(config.getValue(KEY)));
        } catch (ConfigException damaged) {
            return new StudyClaims("", List.of());
        }
    }

    /** The claims of a study as they are written; empty if they are those that come with EvalGap. */
    public static String text(Optional<String> study) {
        try {
            Config config = ConfigFactory.parseString(study.orElse(""), FileIncludes.none());
            return config.hasPath(KEY) ? config.getValue(KEY).render() : "";
        } catch (ConfigException damaged) {
            return "";
        }
    }

    private static List<Claim> read(ConfigValue claims) {
        // HOCON reads off as a truth value only where one is asked for.
        return OFF.equals(claims.unwrapped())
                ? List.of()
                : ClaimsFile.read(
                        ConfigFactory.empty().withValue("claims", ConfigValueFactory.fromAnyRef(claims.unwrapped())));
    }

    /** What decides about the claims of a study that looks at its results like this. */
    public ClaimsEvaluation evaluation(String name, Looking looking) {
        return new ClaimsEvaluation(!study.isEmpty() && study.equals(name) ? own : ClaimsFile.embedded(), looking);
    }
}
