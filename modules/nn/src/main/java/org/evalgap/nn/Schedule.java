package org.evalgap.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which operations are computed together, and in which order, where that changes nothing but the cost. */
final class Schedule {

    private final List<Step> steps = new ArrayList<>();
    private final List<Step> all;
    private final int result;

    private Schedule(List<Step> all, int result) {
        this.all = all;
        this.result = result;
    }

    /**
     * The steps as they will be compiled.
     *
     * @param result number of the value that must be left
     */
    static List<Step> of(List<Step> steps, int result) {
        Schedule schedule = new Schedule(steps, result);
        for (Step step : steps) {
            schedule.append(step);
        }
        return List.copyOf(schedule.steps);
    }

    /** ReLU is non-decreasing: the maximum of a window commutes with it, and leaves it less to do. */
    private void append(Step step) {
        Optional<Step> ahead = step.operation() instanceof MaxPoolLayer ? onlySource(step) : Optional.empty();
        if (ahead.isEmpty() || !(ahead.get().operation() instanceof ReluLayer relu)) {
            steps.add(step);
            return;
        }
        steps.remove(ahead.get());
        poolBeforeRelu(ahead.get(), relu, step);
    }

    private void poolBeforeRelu(Step activation, ReluLayer relu, Step pooling) {
        MaxPoolLayer pool = (MaxPoolLayer) pooling.operation();
        Optional<Step> ahead = onlySource(activation);
        if (ahead.isPresent() && ahead.get().operation() instanceof NormalizationLayer norm) {
            steps.remove(ahead.get());
            steps.add(new Step(
                    new PooledNormalizationLayer(norm, relu, pool), ahead.get().inputs(), pooling.output()));
        } else {
            steps.add(new Step(pool, activation.inputs(), activation.output()));
            steps.add(new Step(relu, List.of(activation.output()), pooling.output()));
        }
    }

    /** The step that leaves what enters {@code step}, if nobody else takes that. */
    private Optional<Step> onlySource(Step step) {
        int value = step.inputs().get(0);
        long consumers = all.stream()
                .flatMap(other -> other.inputs().stream())
                .filter(input -> input == value)
                .count();
        return consumers > 1 || value == result
                ? Optional.empty()
                : steps.stream().filter(other -> other.output() == value).findFirst();
    }
}
