package org.evalgap.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.evalgap.cli.console.Console;
import org.evalgap.cli.console.ExitCode;
import org.evalgap.cli.output.LazySpark;
import org.evalgap.cli.output.SweepOutput;
import org.evalgap.report.AnswerTable;
import org.evalgap.report.figures.Json;
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
            "finished, or with --confident fewer than two) is said, and does not exceed. A cell most of whose networks",
            "learned nothing fails the check too: their degradation says nothing."
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

    @Option(names = "--allow-not-learned", description = "Check cells whose networks learned nothing as any others.")
    private boolean allowNotLearned;

    @Option(
            names = "--json",
            description = "Print one JSON object instead of a table: what was checked, and what fails.")
    private boolean json;

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
        String sql = "SELECT cell, replicates, not_learned, degradation, degradation_lower, degradation_upper, "
                + number + " AS number FROM degradation WHERE 1 = 1 AND (" + where + ") ORDER BY number DESC, cell";
        try (LazySpark spark = new LazySpark("evalgap check", console)) {
            return verdict(tables.ask(spark.get(), sql, ALL_CELLS), console);
        } catch (IllegalArgumentException e) {
            console.note("cannot use --where; expected: a condition on the columns of table degradation; received: "
                    + e.getMessage());
            return ExitCode.UNUSABLE;
        }
    }

    private int verdict(TableQuery.Answer answer, Console console) {
        int last = answer.columns().size() - 1;
        int notLearned = answer.columns().indexOf("not_learned");
        int replicates = answer.columns().indexOf("replicates");
        List<List<Object>> exceeding = new ArrayList<>();
        List<List<Object>> guessing = new ArrayList<>();
        int unknown = 0;
        for (List<Object> cell : answer.rows()) {
            boolean guesses = cell.get(notLearned) instanceof Integer count && 2 * count > (int) cell.get(replicates);
            if (cell.get(last) == null) {
                unknown++;
            } else if (guesses && !allowNotLearned) {
                guessing.add(cell.subList(0, last));
            } else if ((double) cell.get(last) > bound) {
                exceeding.add(cell.subList(0, last));
            }
        }
        int checked = answer.rows().size() - unknown - guessing.size();
        if (checked + guessing.size() == 0) {
            console.note("cannot check " + output + "; expected: cells with a degradation"
                    + (confident ? " and its interval" : "") + "; received: "
                    + (answer.rows().isEmpty() ? "no cell" : answer.rows().size() + " cells, none with one"));
            return ExitCode.UNUSABLE;
        }
        if (unknown > 0) {
            console.note(unknown + (unknown == 1 ? " cell has" : " cells have") + " no degradation to check");
        }
        if (!guessing.isEmpty()) {
            console.note(guessing.size() + (guessing.size() == 1 ? " cell" : " cells")
                    + " cannot be checked, as most of the networks learned nothing; --allow-not-learned checks them");
        }
        console.note(
                exceeding.size() + " of " + checked + (checked == 1 ? " cell exceeds " : " cells exceed ") + bound);
        List<List<Object>> failing =
                Stream.concat(exceeding.stream(), guessing.stream()).toList();
        if (json) {
            console.print(json(answer.columns().subList(0, last), checked, exceeding, guessing));
            return failing.isEmpty() ? ExitCode.DONE : ExitCode.CHECK_FAILED;
        }
        if (failing.isEmpty()) {
            return ExitCode.DONE;
        }
        console.print(AnswerTable.of(answer.columns().subList(0, last), failing));
        return ExitCode.CHECK_FAILED;
    }

    private String json(List<String> columns, int checked, List<List<Object>> exceeding, List<List<Object>> guessing) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("bound", bound);
        json.put("confident", confident);
        json.put("checked", checked);
        json.put("exceeding", objects(columns, exceeding));
        json.put("not_learned", objects(columns, guessing));
        return Json.text(json) + "\n";
    }

    private static List<Map<String, Object>> objects(List<String> columns, List<List<Object>> rows) {
        return rows.stream()
                .map(row -> {
                    Map<String, Object> object = new LinkedHashMap<>();
                    for (int i = 0; i < columns.size(); i++) {
                        object.put(columns.get(i), row.get(i));
                    }
                    return object;
                })
                .toList();
    }
}
