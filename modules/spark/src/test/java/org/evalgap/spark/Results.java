package org.evalgap.spark;

import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.evalgap.experiment.result.EpochRow;
import org.evalgap.experiment.result.EvaluationRow;
import org.evalgap.experiment.result.TrialResult;
import org.evalgap.experiment.result.TrialRow;

/** Results that no trial has made, whatever columns they have: each value follows from a seed. */
final class Results {

    private Results() {}

    /** A trial id that follows from a number. */
    static String id(int number) {
        return String.format("%032x", number);
    }

    static TrialResult ok(String trialId) {
        return of(trialId, "OK");
    }

    static TrialResult of(String trialId, String status) {
        SplittableRandom random = new SplittableRandom(trialId.hashCode());
        Map<String, Object> fixed = Map.of("trialId", trialId, "cellId", Results.id(7), "status", status);
        return new TrialResult(
                row(TrialRow.class, fixed, random),
                List.of(row(EpochRow.class, fixed, random), row(EpochRow.class, fixed, random)),
                List.of(row(EvaluationRow.class, fixed, random)));
    }

    /** A record with the {@code fixed} components and random values in the others. */
    static <R extends Record> R row(Class<R> type, Map<String, Object> fixed, SplittableRandom random) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = Arrays.stream(components)
                .map(component -> fixed.getOrDefault(component.getName(), value(component.getType(), random)))
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

    private static Object value(Class<?> type, SplittableRandom random) {
        if (type == String.class) {
            return "quote\" line\nα" + random.nextInt(100);
        }
        if (type == int.class || type == Integer.class) {
            return random.nextInt();
        }
        if (type == long.class || type == Long.class) {
            return random.nextLong();
        }
        if (type == double.class) {
            return random.nextDouble();
        }
        if (type == Double.class) {
            return random.nextBoolean() ? random.nextDouble() : null;
        }
        if (type == boolean.class || type == Boolean.class) {
            return random.nextBoolean();
        }
        if (type == Instant.class) {
            return Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000) * 1000L);
        }
        throw new AssertionError("no value of " + type);
    }
}
