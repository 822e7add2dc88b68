package org.evalgap.spark;

import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.CallMethodViaReflection;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.InsertIntoDir;
import org.apache.spark.sql.catalyst.plans.logical.InsertIntoStatement;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ScriptTransformation;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Answers SELECTs, and nothing else. Spark runs commands and insertions as soon as it is given them, so a query is looked
 * at before. A SELECT too can do more than read, by a script or by calling any method of Java: neither is let through.
 */
final class ReadOnlySql {

    private ReadOnlySql() {}

    /**
     * The rows of a SELECT, not yet computed.
     *
     * @throws IllegalArgumentException if Spark cannot make sense of the query, or it does more than read
     */
    static Dataset<Row> ask(SparkSession spark, String sql) {
        var session = (org.apache.spark.sql.classic.SparkSession) spark;
        try {
            requireReading(session.sessionState().sqlParser().parsePlan(sql));
            Dataset<Row> answer = session.sql(sql);
            requireReading(((org.apache.spark.sql.classic.Dataset<Row>) answer)
                    .queryExecution()
                    .analyzed());
            return answer;
        } catch (AnalysisException e) {
            throw new IllegalArgumentException(sentence(e.getSimpleMessage()), e);
        }
    }

    /** Spark's first line without its error codes; advice on its catalogs follows, which are not the reader's. */
    private static String sentence(String message) {
        return message.lines()
                .findFirst()
                .orElse("")
                .replaceFirst("^\\[[A-Z_.]+] ", "")
                .replaceFirst(" SQLSTATE: .*", "");
    }

    private static void requireReading(LogicalPlan plan) {
        if (plan instanceof Command
                || plan instanceof InsertIntoStatement
                || plan instanceof InsertIntoDir
                || plan instanceof ScriptTransformation) {
            throw new IllegalArgumentException(plan.nodeName() + ", which does more than read");
        }
        if (CollectionConverters.asJava(plan.expressions()).stream().anyMatch(ReadOnlySql::callsAnything)) {
            throw new IllegalArgumentException("reflect, which calls any method of Java");
        }
        CollectionConverters.asJava(plan.children()).forEach(ReadOnlySql::requireReading);
        CollectionConverters.asJava(plan.innerChildren()).forEach(inner -> {
            if (inner instanceof LogicalPlan logical) {
                requireReading(logical);
            }
        });
        CollectionConverters.asJava(plan.subqueriesAll()).forEach(ReadOnlySql::requireReading);
    }

    private static boolean callsAnything(Expression expression) {
        return expression instanceof CallMethodViaReflection
                || CollectionConverters.asJava(expression.children()).stream().anyMatch(ReadOnlySql::callsAnything);
    }
}
