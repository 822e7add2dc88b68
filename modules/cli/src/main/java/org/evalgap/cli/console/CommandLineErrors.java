package org.evalgap.cli.console;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, in one sentence, and where the thing belongs that stood in the wrong place. */
public final class CommandLineErrors {

    /** Options of spark-submit that people give; each has a value. */
    private static final List<String> SPARK_OPTIONS = List.of(
            "--master",
            "--conf",
            "--deploy-mode",
            "--driver-memory",
            "--executor-memory",
            "--executor-cores",
            "--total-executor-cores",
            "--num-executors",
            "--jars",
            "--packages",
            "--properties-file",
            "--queue");

    /** Keys of a study that people take for options. */
    private static final List<String> STUDY_KEYS = List.of("seed", "replicates", "name", "sample", "dataset");

    private CommandLineErrors() {}

    /** Prints it, and gives the exit code. */
    public static int report(ParameterException e, String[] arguments) {
        Console console = Console.of(e.getCommandLine().getCommandSpec());
        console.note(message(e));
        console.note("Try " + name(e.getCommandLine()) + " --help");
        return ExitCode.UNUSABLE;
    }

    private static String message(ParameterException e) {
        CommandLine command = e.getCommandLine();
        if (e.getMessage().startsWith("cannot ")) {
            return e.getMessage();
        }
        if (e instanceof UnmatchedArgumentException unmatched) {
            return unmatched(unmatched.getUnmatched(), unmatched.getSuggestions(), command);
        }
        if (!command.getSubcommands().isEmpty()) {
            return noCommand(command);
        }
        String sentence = "cannot run " + command.getCommandName() + "; ";
        if (e instanceof MissingParameterException missing) {
            return sentence + "expected: " + missing(missing.getMissing()) + "; received: nothing";
        }
        return e.getArgSpec() == null ? sentence + e.getMessage() : value(e);
    }

    private static String value(ParameterException e) {
        String sentence = "cannot use " + missing(List.of(e.getArgSpec())).replaceFirst(" .*", "") + "; ";
        int ours = e.getMessage().indexOf("expected: ");
        if (ours >= 0) {
            return sentence + e.getMessage().substring(ours);
        }
        Class<?> type = e.getArgSpec().auxiliaryTypes()[0];
        boolean whole =
                List.of(int.class, long.class, Integer.class, Long.class).contains(type);
        boolean number = type == double.class || type == Double.class;
        return sentence + "expected: " + (whole ? "a whole number" : number ? "a number" : "another value")
                + "; received: " + e.getValue();
    }

    private static String missing(List<ArgSpec> arguments) {
        return arguments.stream()
                .map(argument -> argument instanceof OptionSpec option
                        ? option.longestName() + " " + option.paramLabel()
                        : argument.paramLabel())
                .collect(Collectors.joining(" and "));
    }

    private static String noCommand(CommandLine main) {
        return "cannot run; expected: a command, one of "
                + String.join(", ", main.getSubcommands().keySet()) + "; received: nothing";
    }

    private static String unmatched(List<String> received, List<String> suggestions, CommandLine command) {
        String first = received.get(0);
        String option = first.contains("=") ? first.substring(0, first.indexOf('=')) : first;
        if (!command.getSubcommands().isEmpty()) {
            return "cannot run " + first + "; expected: a command, "
                    + oneOf(suggestions, command.getSubcommands().keySet().stream()) + "; received: " + first;
        }
        String sentence = "cannot use " + option + " with " + command.getCommandName() + "; expected: ";
        if (SPARK_OPTIONS.contains(option)) {
            return sentence + "options of spark-submit before the command, as in jobs/evalgap " + option + " … "
                    + command.getCommandName() + " …; received: " + option + " after it";
        }
        String key = option.replaceFirst("^-+", "");
        boolean ofStudy = option.startsWith("--") && command.getCommandSpec().findOption("--set") != null;
        if (ofStudy && (STUDY_KEYS.contains(key) || key.contains("."))) {
            return sentence + "keys of the study by --set, as in --set " + key + "=…; received: " + first;
        }
        Stream<String> options = command.getCommandSpec().options().stream().map(OptionSpec::longestName);
        return option.startsWith("-")
                ? sentence + "an option, " + oneOf(suggestions, options) + "; received: " + first
                : sentence + "no more than " + parameters(command) + "; received: " + first + " too";
    }

    private static String oneOf(List<String> suggestions, Stream<String> all) {
        return suggestions.isEmpty()
                ? "one of " + all.sorted().collect(Collectors.joining(", "))
                : "such as " + String.join(" or ", suggestions);
    }

    private static String parameters(CommandLine command) {
        return command.getCommandSpec().positionalParameters().stream()
                .map(parameter -> parameter.paramLabel())
                .collect(Collectors.joining(" "));
    }

    private static String name(CommandLine command) {
        return command.getParent() == null ? "jobs/evalgap" : "jobs/evalgap " + command.getCommandName();
    }
}
