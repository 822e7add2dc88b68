package org.evalgap.nn;

import java.util.ArrayList;
import java.util.List;

/** Which layers are computed together, and in which order, where that changes nothing but the cost. */
final class Schedule {

    private Schedule() {}

    /** The layers as they will be compiled. */
    static List<Layer> of(List<Layer> layers) {
        List<Layer> schedule = new ArrayList<>();
        for (Layer layer : layers) {
            schedule.add(layer);
            poolBeforeRelu(schedule);
        }
        return List.copyOf(schedule);
    }

    /** ReLU is non-decreasing: the maximum of a window commutes with it, and leaves it less to do. */
    private static void poolBeforeRelu(List<Layer> schedule) {
        int last = schedule.size() - 1;
        if (last < 1
                || !(schedule.get(last) instanceof MaxPoolLayer pool)
                || !(schedule.get(last - 1) instanceof ReluLayer relu)) {
            return;
        }
        schedule.remove(last);
        schedule.remove(last - 1);
        if (last >= 2 && schedule.get(last - 2) instanceof NormalizationLayer norm) {
            schedule.set(last - 2, new PooledNormalizationLayer(norm, relu, pool));
        } else {
            schedule.add(pool);
            schedule.add(relu);
        }
    }
}
