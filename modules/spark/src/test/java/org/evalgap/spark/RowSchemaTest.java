package org.evalgap.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.evalgap.results.aggregates.ClaimRow;
import org.evalgap.results.aggregates.DegradationRow;
import org.evalgap.results.aggregates.RepairabilityRow;
import org.evalgap.results.rows.AttributionRow;
import org.evalgap.results.rows.ComparisonRow;
import org.evalgap.results.rows.EpochRow;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.LayerRow;
import org.evalgap.results.rows.NoGradRow;
import org.evalgap.results.rows.RemedyRow;
import org.evalgap.results.rows.Results;
import org.evalgap.results.rows.StatisticsCauseRow;
import org.evalgap.results.rows.StatisticsDistanceRow;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialRow;
import org.evalgap.results.rows.TrialTable;
import org.evalgap.results.schema.Column;
import org.evalgap.results.schema.RowType;
import org.junit.jupiter.api.Test;

/** Pins the tables' columns: whoever changes one changes what users' queries see. */
class RowSchemaTest {

    @Test
    void trials() {
        assertThat(columns(TrialRow.class)).isEqualTo("""
                trial_id string not null
                cell_id string not null
                cell string not null
                replicate int not null
                study string not null
                status string not null
                reason string
                network string not null
                normalization string
                dropout double
                batch_norm_momentum double
                batch_size int not null
                batch_composition string not null
                augmentation string not null
                dropout_probability double
                batch_norm_average string
                learning_rate double not null
                settings string not null
                seed bigint not null
                parameters bigint not null
                steps bigint not null
                train_loss double
                train_seconds double not null
                evaluation_seconds double not null
                dataset string not null
                dataset_fingerprint string not null
                engine_version string not null
                numerics_profile string not null
                host string not null
                started_at timestamp not null
                axes string
                chance_level double
                learned boolean
                tuned_learning_rate double
                tuning string
                base_learning_rate double
                """);
    }

    @Test
    void epochs() {
        assertThat(columns(EpochRow.class)).isEqualTo("""
                trial_id string not null
                cell_id string not null
                replicate int not null
                epoch int not null
                step bigint not null
                learning_rate double not null
                train_loss double not null
                train_accuracy double not null
                test_accuracy_train_mode double
                test_accuracy_eval_mode double
                test_loss_train_mode double
                test_loss_eval_mode double
                train_seconds double not null
                """);
    }

    @Test
    void evaluations() {
        assertThat(columns(EvaluationRow.class)).isEqualTo("""
                trial_id string not null
                cell_id string not null
                replicate int not null
                protocol string not null
                statistics string not null
                dropout string not null
                transform string not null
                split string not null
                domain string not null
                evaluation_batch_size int not null
                weights string not null
                draws int not null
                images int not null
                accuracy double not null
                accuracy_standard_error double
                loss double not null
                expected_calibration_error double not null
                largest_logit_difference double
                accuracy_by_block string
                """);
    }

    @Test
    void comparisons() {
        assertThat(columns(ComparisonRow.class)).isEqualTo("""
                trial_id string not null
                cell_id string not null
                replicate int not null
                comparison string not null
                split string not null
                first_protocol string not null
                second_protocol string not null
                images int not null
                difference double not null
                difference_lower double
                difference_upper double
                only_first_right int not null
                only_second_right int not null
                mcnemar_p double not null
                """);
    }

    @Test
    void attribution() {
        assertThat(columns(AttributionRow.class)).isEqualTo("""
                trial_id string not null
                cell_id string not null
                replicate int not null
                factor string not null
                share double not null
                share_lower double
                share_upper double
                first_in double not null
                last_in double not null
                total_gap double not null
                share_by_block string
                """);
    }

    @Test
    void remedies() {
        assertThat(columns(RemedyRow.class)).isEqualTo("""
                trial_id string not null
                cell_id string not null
                replicate int not null
                remedy string not null
                estimator string
                samples int
                transform string
                dropout string
                own_domain boolean
                decay double
                passes int
                epochs int
                together int
                pseudo_count int
                example_weight double
                domain string not null
                images int not null
                accuracy_before double not null
                accuracy_after double
                loss_before double not null
                loss_after double
                calibration_error_before double not null
                calibration_error_after double
                difference_lower double
                difference_upper double
                mcnemar_p double
                recovered_share double
                predictive_entropy double
                mutual_information double
                probability_variance double
                errors_by_entropy double
                errors_by_mutual_information double
                seconds double not null
                images_passed bigint not null
                accuracy_before_by_block string
                accuracy_after_by_block string
                """);
    }

    @Test
    void layers() {
        assertThat(columns(LayerRow.class)).isEqualTo("""
                trial_id string not null
                cell_id string not null
                replicate int not null
                epoch int not null
                step bigint not null
                layer int not null
                normalization string not null
                channels int not null
                channel int
                momentum double
                batches bigint
                batch_values double
                effective_values double
                effective_variance_values double
                mean_distance double
                variance_log_ratio double
                variance_distance double
                divergence double
                within_log_ratio double
                between_share double
                mean_noise double
                variance_noise double
                start_weight double
                momentum_advice string
                range_escape double
                dropout_ahead double
                mean_shift double
                variance_shift double
                variance_shift_theory double
                composition_f double
                composition_lower double
                composition_upper double
                composition_spread_f double
                composition_spread_lower double
                composition_spread_upper double
                layer_path string
                """);
    }

    @Test
    void statisticsCauses() {
        assertThat(columns(StatisticsCauseRow.class)).isEqualTo("""
                trial_id string not null
                cell_id string not null
                replicate int not null
                cause string not null
                accuracy_lost double not null
                accuracy_lost_lower double
                accuracy_lost_upper double
                loss_added double not null
                accuracy_without double not null
                accuracy_lost_to_order double
                statistics string not null
                """);
        assertThat(columns(StatisticsDistanceRow.class)).isEqualTo("""
                trial_id string not null
                cell_id string not null
                replicate int not null
                layer int not null
                without string
                mean_distance double not null
                variance_distance double not null
                """);
    }

    @Test
    void noGrad() {
        assertThat(columns(NoGradRow.class)).isEqualTo("""
                trial_id string not null
                cell_id string not null
                replicate int not null
                batch_size int not null
                bytes bigint not null
                bytes_with_gradient bigint not null
                seconds double not null
                seconds_with_gradient double not null
                bytes_saved double not null
                seconds_saved double not null
                largest_logit_difference double not null
                """);
    }

    @Test
    void claims() {
        assertThat(columns(ClaimRow.class)).isEqualTo("""
                claim string not null
                statement string not null
                claim_verdict string not null
                contrast string not null
                measure string not null
                unit string not null
                first string not null
                second string
                direction string not null
                threshold double not null
                effect double
                lower double
                upper double
                replicates int not null
                trials int not null
                verdict string not null
                reference double
                sign string
                probability double
                adjusted_probability double
                premise string
                cells int
                cells_premise_not_met int
                cells_not_learned int
                missing int
                hidden string
                study string
                published double
                published_lower double
                published_upper double
                published_finding string
                published_source string
                published_note string
                """);
    }

    @Test
    void repairability() {
        assertThat(columns(RepairabilityRow.class)).isEqualTo("""
                cell_id string not null
                cell string not null
                replicates int not null
                recalibrated_accuracy double not null
                recovered double not null
                recovered_lower double
                recovered_upper double
                largest_batch_size int
                below_largest_batch double
                below_largest_batch_lower double
                below_largest_batch_upper double
                below_group_norm double
                below_group_norm_lower double
                below_group_norm_upper double
                study string
                axes string
                """);
    }

    public record Everything(
            @Column(description = "a") String text,
            @Column(description = "b", unit = "s") int count,
            @Column(description = "c", nullable = true) Long bigCount,
            @Column(description = "d") double share,
            @Column(description = "e") boolean flag,
            @Column(description = "f", unit = "UTC") Instant at) {}

    @Test
    void everyTypeOfColumn() {
        StructType schema = new RowSchema(RowType.of(Everything.class)).structType();
        assertThat(columns(Everything.class)).isEqualTo("""
                text string not null
                count int not null
                big_count bigint
                share double not null
                flag boolean not null
                at timestamp not null
                """);
        assertThat(schema.apply("count").getComment().get()).isEqualTo("b");
        assertThat(schema.apply("count").metadata().getString("unit")).isEqualTo("s");
    }

    @Test
    void everyTableOfTrialsOrCellsHasTheStudyAndTheAxes() {
        for (TrialTable<?> table : TrialTable.ALL) {
            assertThat(RowSchema.of(table).fieldNames()).as(table.name()).contains("study", "axes");
        }
        for (Class<? extends Record> cells : List.of(DegradationRow.class, RepairabilityRow.class)) {
            assertThat(columns(cells)).contains("study string", "axes string");
        }
        TrialResult result = Results.ok("0".repeat(32));
        String axes = "{\"training.batch-size\":\"4\"}";
        TrialResult withAxes = TrialTable.result(table -> table.isOfTrials()
                ? List.of(result.trial().withCell(result.trial().cellId(), "batch-size=4", axes))
                : table.rows(result));
        for (TrialTable<?> table : TrialTable.ALL) {
            String[] names = RowSchema.of(table).fieldNames();
            assertThat(RowSchema.rows(table, withAxes)).as(table.name()).allSatisfy(row -> {
                assertThat(row.length()).isEqualTo(names.length);
                assertThat(row.get(List.of(names).indexOf("study")))
                        .isEqualTo(result.trial().study());
                assertThat(row.get(List.of(names).indexOf("axes"))).isEqualTo(axes);
            });
        }
        assertThat(RowSchema.rows(TrialTable.ALL.get(1), withAxes).count()
                        + RowSchema.rows(TrialTable.ALL.get(2), withAxes).count())
                .isPositive();
    }

    @Test
    void valuesAreInTheOrderOfTheColumns() {
        Instant now = Instant.ofEpochSecond(1);
        assertThat(new RowSchema(RowType.of(Everything.class)).row(new Everything("x", 1, null, 2.5, true, now)))
                .hasToString("[x,1,null,2.5,true,1970-01-01T00:00:01Z]");
    }

    @Test
    void aValueThatMustBeThereIs() {
        assertThatThrownBy(() -> new RowSchema(RowType.of(Everything.class))
                        .row(new Everything(null, 1, null, 2.5, true, Instant.EPOCH)))
                .hasMessage("cannot store column text of Everything; expected: a value; received: null");
    }

    record WithoutColumn(int count) {}

    record NullablePrimitive(
            @Column(description = "", nullable = true) int count) {}

    record StrangeType(@Column(description = "") float share) {}

    @Test
    void whatCannotBeAColumnIsRefused() {
        assertThatThrownBy(() -> new RowSchema(RowType.of(WithoutColumn.class)))
                .hasMessage("cannot make a column of WithoutColumn.count; expected: a component with @Column;"
                        + " received: none");
        assertThatThrownBy(() -> new RowSchema(RowType.of(NullablePrimitive.class)))
                .hasMessage("cannot make a nullable column of NullablePrimitive.count; expected: a boxed type;"
                        + " received: int");
        assertThatThrownBy(() -> new RowSchema(RowType.of(StrangeType.class)).structType())
                .hasMessage("cannot make a Spark column of share; expected: String, int, long, double, boolean, their"
                        + " boxes or Instant; received: float");
    }

    private static String columns(Class<? extends Record> type) {
        return Arrays.stream(new RowSchema(RowType.of(type)).structType().fields())
                .map(RowSchemaTest::column)
                .collect(Collectors.joining());
    }

    private static String column(StructField field) {
        return field.name() + " " + field.dataType().simpleString() + (field.nullable() ? "" : " not null") + "\n";
    }
}
