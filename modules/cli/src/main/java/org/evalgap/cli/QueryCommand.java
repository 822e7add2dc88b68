package org.evalgap.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.evalgap.cli.console.Console;
import org.evalgap.cli.console.ExitCode;
import org.evalgap.cli.output.LazySpark;
import org.evalgap.cli.output.SweepOutput;
import org.evalgap.report.AnswerTable;
import org.evalgap.spark.TableQuery;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks the tables. */
@Command(
        name = "query",
        description = {
            "Ask the tables of an output directory in SQL. Each table is a view of its own name; jobs/sql/TABLES.md",
            "describes their columns, and jobs/sql has the questions that most people ask."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jobs/evalgap query output/quickstart jobs/sql/why-cells-degrade.sql",
            "  jobs/evalgap query output/quickstart 'SELECT status, count(*) FROM trials GROUP BY status'"
        })
final class QueryCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Parameters(index = "0", paramLabel = "OUTPUT", description = "The output directory of a sweep: a path or a URI.")
    private String output;

    @Parameters(index = "1", paramLabel = "QUERY", description = "A file that ends in .sql, or a SELECT itself.")
    private String query;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "1000",
            description = "How many rows to print at most. Default: ${DEFAULT-VALUE}.")
    private int rows;

    @Override
    public Integer call() throws Exception {
        Console console = Console.of(command);
        if (rows < 1) {
            throw new ParameterException(
                    command.commandLine(), "cannot use --rows; expected: a number of at least 1; received: " + rows);
        }
        TableQuery tables = SweepOutput.at(output).requireTables("query");
        String sql = sql();
        try (LazySpark spark = new LazySpark("evalgap query", console)) {
            TableQuery.Answer answer = tables.ask(spark.get(), sql, rows);
            console.print(AnswerTable.of(answer.columns(), answer.rows()));
            if (answer.rows().isEmpty()) {
                console.note(emptiness(tables, spark, sql));
            }
            if (!answer.complete()) {
                console.note("There are more rows than these " + rows + "; --rows prints more.");
            }
            return ExitCode.DONE;
        } catch (IllegalArgumentException e) {
            console.note("cannot answer the query; expected: one SELECT over the views "
                    + String.join(", ", tables.tables()) + "; received: " + e.getMessage());
            return ExitCode.UNUSABLE;
        }
    }

    /** Which of the tables that a query without answer names are empty themselves, and of those what fills them. */
    private static String emptiness(TableQuery tables, LazySpark spark, String sql) throws IOException {
        List<String> empty = new ArrayList<>();
        for (String table : tables.tables()) {
            boolean named = Pattern.compile("\\b" + table + "\\b", Pattern.CASE_INSENSITIVE)
                    .matcher(sql)
                    .find();
            if (named
                    && tables.ask(spark.get(), "SELECT 1 FROM " + table, 1)
                            .rows()
                            .isEmpty()) {
                empty.add(table);
            }
        }
        return empty.isEmpty()
                ? "No row is as the query asks."
                : "No row, as there is nothing in " + String.join(", ", empty)
                        + (empty.contains("attribution")
                                ? "; evaluation.corners = factorial in the study measures what attribution needs"
                                : "");
    }

    private String sql() {
        if (!query.endsWith(".sql")) {
            return query;
        }
        Path file = Path.of(query);
        try {
            // A pipe would be waited for.
            if (Files.isRegularFile(file)) {
                return Files.readString(file);
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
        throw unreadable(null);
    }

    private ParameterException unreadable(IOException cause) {
        return new ParameterException(
                command.commandLine(), "cannot read the query; expected: a file; received: " + query, cause);
    }
}
