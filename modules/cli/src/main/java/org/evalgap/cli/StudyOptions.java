package org.evalgap.cli;

import com.typesafe.config.ConfigUtil;
import java.nio.file.Path;
import java.util.List;
import org.evalgap.experiment.config.Study;
import org.evalgap.experiment.config.StudyReader;
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

    /** @throws org.evalgap.experiment.config.StudyException with everything that is wrong with the study */
    Study read() {
        if (settings.isEmpty()) {
            return StudyReader.read(file);
        }
        String path = file.toAbsolutePath().toString();
        StringBuilder text = new StringBuilder("include required(file(" + ConfigUtil.quoteString(path) + "))\n");
        for (String setting : settings) {
            if (setting.indexOf('=') < 1) {
                throw new ParameterException(
                        command.commandLine(), "cannot use --set; expected: KEY=VALUE; received: " + setting);
            }
            text.append("study.").append(setting).append('\n');
        }
        return StudyReader.parse(file.toString(), text.toString());
    }
}
