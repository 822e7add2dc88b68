package org.evalgap.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.evalgap.cli.console.Console;
import org.evalgap.cli.console.ExitCode;
import org.evalgap.report.AnswerTable;
import org.evalgap.spark.TableQuery;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells a scheduler whether eval mode costs more than it may. */
@Command(
        name = "check",
        description = {
            "Check that no cell of an output directory loses more accuracy in eval mode than it may.",
            "Exits with 4 if one does, and prints those that do. A cell exceeds the bound when its mean degradation is",
            "above it; with --confident, when its whole 95 %% interval is. A cell without that number (no replicate",
            "finished, or with --confident fewer than two) is said, and does not exceed."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jobs/evalgap check output/quickstart --max-degradation 0.05",
            "  jobs/evalgap check output/quickstart --max-degradation 0.02 --confident --where 'batch_size >= 8'"
        })
final class CheckCommand implements Callable<Integer> {

    /** More cells than any grid that was trained. */
    private static final int ALL_CELLS = 10_000_000;

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "OUTPUT", description = "The output directory of a sweep: a path or a URI.")
    private String output;

    @Option(
            names = "--max-degradation",
            paramLabel = "FRACTION",
            required = true,
            description = "The bound, as a fraction: 0.05 is five percentage points.")
    private double bound;

    @Option(names = "--confident", description = "Only what is above the bound with confidence exceeds it.")
    private boolean confident;

    @Option(
            names = "--where",
            paramLabel = "SQL",
            defaultValue = "true",
            description = "Which cells to check: a condition on the columns of table degradation. Default: all.")
    private String where;

    @Override
    public Integer call() throws Exception {
        Console console = Console.of(command);
        if (!(bound >= -1 && bound <= 1)) {
            throw new ParameterException(
                    command.commandLine(),
                    "cannot use --max-degradation; expected: a fraction between -1 and 1; received: " + bound);
        }
        TableQuery tables = SweepOutput.at(output).requireTables("check", "degradation");
        String number = confident ? "degradation_lower" : "degradation";
        // Of WHERE and a name in parentheses alone, Spark would make an alias of the table and its column.
        String sql = "SELECT cell, replicates, degradation, degradation_lower, degradation_upper, " + number
                + " AS number FROM degradation WHERE 1 = 1 AND (" + where + ") ORDER BY number DESC, cell";
        try (LazySpark spark = new LazySpark("evalgap check", console)) {
            return verdict(tables.ask(spark.get(), sql, ALL_CELLS), console);
        } catch (IllegalArgumentException e) {
            console.note("cannot use --where; expected: a condition on the columns of table degradation; received:\n"
                    + e.getMessage());
            return ExitCode.UNUSABLE;
        }
    }

    private int verdict(TableQuery.Answer answer, Console console) {
        int last = answer.columns().size() - 1;
        List<List<Object>> exceeding = new ArrayList<>();
        int unknown = 0;
        for (List<Object> cell : answer.rows()) {
            if (cell.get(last) == null) {
                unknown++;
            } else if ((double) cell.get(last) > bound) {
                exceeding.add(cell.subList(0, last));
            }
        }
        int checked = answer.rows().size() - unknown;
        if (checked == 0) {
            console.note("cannot check " + output + "; expected: cells with a degradation"
                    + (confident ? " and its interval" : "") + "; received: "
                    + answer.rows().size()
                    + " cells, none with one");
            return ExitCode.UNUSABLE;
        }
        if (unknown > 0) {
            console.note(unknown + (unknown == 1 ? " cell has" : " cells have") + " no degradation to check");
        }
        console.note(
                exceeding.size() + " of " + checked + (checked == 1 ? " cell exceeds " : " cells exceed ") + bound);
        if (exceeding.isEmpty()) {
            return ExitCode.DONE;
        }
        console.print(AnswerTable.of(answer.columns().subList(0, last), exceeding));
        return ExitCode.CHECK_FAILED;
    }
}
