package org.evalgap.cli;

import java.nio.file.Path;
import java.util.List;
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
        for (String setting : settings) {
            if (setting.indexOf('=') < 1) {
                throw new ParameterException(
                        command.commandLine(), "cannot use --set; expected: KEY=VALUE; received: " + setting);
            }
            text.append("study.").append(setting).append('\n');
        }
        return StudyReader.read(file, defaults, text.toString());
    }
}
