package org.evalgap.study.reading;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigParseOptions;
import java.io.File;
import java.net.URL;
import java.util.regex.Pattern;

/**
 * Lets a study, or another file of settings, include files and nothing else: whoever runs the study of another must not be made to ask servers that
 * only this machine can reach.
 *
 * @param files what includes them
 */
public record FileIncludes(ConfigIncluder files)
        implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {

    private static final Pattern URL_LIKE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

    /** Options with which nothing but files is included. */
    public static ConfigParseOptions options() {
        return ConfigParseOptions.defaults().setIncluder(new FileIncludes(null));
    }

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
        return files == null ? new FileIncludes(fallback) : this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
        if (URL_LIKE.matcher(what).matches()) {
            throw refusal(context, what);
        }
        return files.include(context, what);
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
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

    private static ConfigException refusal(ConfigIncludeContext context, String what) {
        return new ConfigException.Parse(
                ConfigOriginFactory.newSimple(context.parseOptions().getOriginDescription()),
                "an include of " + what + ", where only a file can be included");
    }
}
