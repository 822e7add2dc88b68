package org.evalgap.report;

import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.evalgap.experiment.result.EvaluationRow;
import org.evalgap.experiment.result.TrialRow;

/** Result rows of which only some columns matter. */
final class Rows {

    private Rows() {}

    static TrialRow trial(String id, String cellId, String cell, int replicate, String status) {
        return row(
                TrialRow.class,
                Map.of("trialId", id, "cellId", cellId, "cell", cell, "replicate", replicate, "status", status));
    }

    /** On the test split with the eval transform. */
    static EvaluationRow evaluation(
            String trialId, String cellId, int replicate, String statistics, String dropout, double accuracy) {
        Map<String, Object> columns = new HashMap<>();
        columns.put("trialId", trialId);
        columns.put("cellId", cellId);
        columns.put("replicate", replicate);
        columns.put("statistics", statistics);
        columns.put("dropout", dropout);
        columns.put("transform", "eval");
        columns.put("split", "test");
        columns.put("accuracy", accuracy);
        return row(EvaluationRow.class, columns);
    }

    private static <R extends Record> R row(Class<R> type, Map<String, Object> columns) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = Arrays.stream(components)
                .map(component -> columns.getOrDefault(component.getName(), nothing(component.getType())))
                .toArray();
        try {
            return type.getDeclaredConstructor(Arrays.stream(components)
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new))
                    .newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static Object nothing(Class<?> type) {
        if (type == int.class) {
            return 0;
        }
        if (type == long.class) {
            return 0L;
        }
        if (type == double.class) {
            return 0.0;
        }
        if (type == boolean.class) {
            return false;
        }
        if (type == String.class) {
            return "";
        }
        return type == Instant.class ? Instant.EPOCH : null;
    }
}
