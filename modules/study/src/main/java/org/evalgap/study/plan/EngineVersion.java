package org.evalgap.study.plan;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of EvalGap, as the build wrote it: part of every trial's identity. */
public final class EngineVersion {

    /** Such as {@code 0.2.0}. */
    public static final String CURRENT = read();

    private EngineVersion() {}

    private static String read() {
        try (InputStream file = EngineVersion.class.getResourceAsStream("/org/evalgap/version.properties")) {
            Properties properties = new Properties();
            properties.load(file);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the version that the build wrote", e);
        }
    }
}
