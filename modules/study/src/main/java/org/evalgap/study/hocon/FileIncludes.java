package org.evalgap.study.hocon;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigParseable;
import java.io.File;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Lets a study, or another file of settings, include files and nothing else: whoever runs the study of another must not
 * be made to ask servers that only this machine can reach. What stands in an output directory includes nothing at all.
 *
 * @param files what includes files; null where nothing is included
 * @param allowed whether files are
 */
public record FileIncludes(ConfigIncluder files, boolean allowed)
        implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {

    private static final Pattern URL_LIKE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

    /** Endings that a name without one may stand for. */
    private static final List<String> ENDINGS = List.of("", ".conf", ".json", ".properties");

    /** Reads a file. HOCON would look for what a file without a directory in its name includes nowhere, and not say so. */
    public static Config parse(Path file) {
        return ConfigFactory.parseFile(file.toAbsolutePath().toFile(), options());
    }

    /** Options with which nothing but files is included. */
    public static ConfigParseOptions options() {
        return ConfigParseOptions.defaults().setIncluder(new FileIncludes(null, true));
    }

    /** Options with which nothing is included: for what EvalGap has written, in a place where others may write too. */
    public static ConfigParseOptions none() {
        return ConfigParseOptions.defaults().setIncluder(new FileIncludes(null, false));
    }

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
        return files == null ? new FileIncludes(fallback, allowed) : this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
        if (!allowed || URL_LIKE.matcher(what).matches()) {
            throw refusal(context, what);
        }
        for (String ending : ENDINGS) {
            ConfigParseable sibling = context.relativeTo(what + ending);
            if (sibling != null && sibling.origin().filename() != null) {
                requireFile(context, new File(sibling.origin().filename()));
            }
        }
        return files.include(context, what);
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
        if (!allowed) {
            throw refusal(context, what.toString());
        }
        requireFile(context, what);
        return ((ConfigIncluderFile) files).includeFile(context, what);
    }

    @Override
    public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
        throw refusal(context, what.toString());
    }

    @Override
    public ConfigObject includeResources(ConfigIncludeContext context, String what) {
        throw refusal(context, "the resource " + what);
    }

    /** A pipe would be waited for, and a device may have no end. */
    private static void requireFile(ConfigIncludeContext context, File what) {
        if (what.exists() && !what.isFile() && !what.isDirectory()) {
            throw refusal(context, what.toString());
        }
    }

    private static ConfigException refusal(ConfigIncludeContext context, String what) {
        return new ConfigException.Parse(
                ConfigOriginFactory.newSimple(context.parseOptions().getOriginDescription()),
                "an include of " + what + ", where only a file can be included");
    }
}
