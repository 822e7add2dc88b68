package org.evalgap.study.plan;

import java.util.PriorityQueue;

/**
 * What would happen if trainings, in a plan's order, were each given to the first executor that is free, as Spark gives
 * them: each executor trains one at a time, and takes the predicted time for it.
 *
 * @param executors how many
 * @param makespanSeconds from the start to the end of the last training
 * @param utilisation share of the executors' time until then in which they train, in [0, 1]
 * @param boundSeconds no schedule takes less: the longest training, or all of them evenly spread
 */
public record Schedule(int executors, double makespanSeconds, double utilisation, double boundSeconds) {

    /** @throws IllegalArgumentException if there is no executor */
    public static Schedule simulate(Plan plan, int executors) {
        if (executors < 1) {
            throw new IllegalArgumentException(
                    "cannot simulate a schedule; expected: at least 1 executor; received: " + executors);
        }
        PriorityQueue<Double> freeAt = new PriorityQueue<>();
        double makespan = 0;
        double longest = 0;
        double total = 0;
        for (Training training : plan.trainings()) {
            double start = freeAt.size() < executors ? 0 : freeAt.remove();
            double end = start + training.predictedSeconds();
            freeAt.add(end);
            makespan = Math.max(makespan, end);
            longest = Math.max(longest, training.predictedSeconds());
            total += training.predictedSeconds();
        }
        double utilisation = makespan == 0 ? 0 : total / (makespan * executors);
        return new Schedule(executors, makespan, utilisation, Math.max(longest, total / executors));
    }
}
