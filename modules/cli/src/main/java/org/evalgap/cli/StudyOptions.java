package org.evalgap.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.evalgap.study.grid.Axis;
import org.evalgap.study.hocon.FileIncludes;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyReader;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which study a command is about. */
final class StudyOptions {

    @Spec(Target.MIXEE)
    private CommandSpec command;

    @Parameters(paramLabel = "CONF", description = "The study file.")
    private Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = {
                "Set a key of the study in place of what the file says, such as --set seed=2 or",
                "--set 'grid.training.batch-size=[2, 4]'. May be given several times."
            })
    private List<String> settings = List.of();

    /** The file as the user named it. */
    String file() {
        return file.toString();
    }

    /** @throws org.evalgap.study.reading.StudyException with everything that is wrong with the study */
    Study read() {
        return settings.isEmpty() ? StudyReader.read(file) : read("", "");
    }

    /**
     * Reads the study between two texts of its form.
     *
     * @param defaults what holds where the user says nothing else
     * @param overrides what holds over the file, but not over the settings of the command line
     * @throws org.evalgap.study.reading.StudyException with everything that is wrong with the study
     */
    Study read(String defaults, String overrides) {
        StringBuilder text = new StringBuilder(overrides).append('\n');
        Map<String, ConfigValue> settingsByKey = new LinkedHashMap<>();
        for (String setting : settings) {
            parsed(setting).entrySet().forEach(entry -> settingsByKey.put(entry.getKey(), entry.getValue()));
            text.append("study.").append(setting).append('\n');
        }
        Study study = StudyReader.read(file, defaults, text.toString());
        study.cells().grid().axes().forEach(axis -> requireNotSet(axis, settingsByKey));
        return study;
    }

    private Config parsed(String setting) {
        if (setting.indexOf('=') < 1) {
            throw unusable(setting, "KEY=VALUE", setting);
        }
        String value = setting.substring(setting.indexOf('=') + 1).strip();
        try {
            return ConfigFactory.parseString(setting, FileIncludes.options());
        } catch (ConfigException e) {
            boolean list = value.contains(",") && !value.startsWith("[");
            throw unusable(
                    setting,
                    list ? "a list in brackets, such as --set '" + inBrackets(setting) + "'" : "KEY=VALUE in HOCON",
                    setting);
        }
    }

    /** A list is the values of an axis, unless the key is none of the trial's. */
    private static String inBrackets(String setting) {
        int value = setting.indexOf('=') + 1;
        return setting.substring(0, value).replaceFirst("^trial\\.", "grid.") + "[" + setting.substring(value) + "]";
    }

    /** What is set for all trials has no effect where an axis says otherwise in each. */
    private void requireNotSet(Axis axis, Map<String, ConfigValue> settingsByKey) {
        String covered = "trial." + axis.key();
        settingsByKey.forEach((key, value) -> {
            String setting = key + "=" + value.render(ConfigRenderOptions.concise());
            if (key.equals(covered)) {
                throw unusable(
                        setting,
                        "the axis of it, such as --set 'grid." + axis.key() + "=["
                                + value.render(ConfigRenderOptions.concise()) + "]'",
                        "a key that grid." + axis.key() + " sets in each cell");
            }
            if (key.startsWith(covered + ".")) {
                throw unusable(
                        setting,
                        "a key that is no part of an axis",
                        "a part of what grid." + axis.key() + " sets in each cell");
            }
        });
    }

    private ParameterException unusable(String setting, String expected, String received) {
        return new ParameterException(
                command.commandLine(),
                "cannot use --set " + setting + "; expected: " + expected + "; received: " + received);
    }
}
