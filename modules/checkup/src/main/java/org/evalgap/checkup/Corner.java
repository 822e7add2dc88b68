package org.evalgap.checkup;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.evalgap.nn.program.Mode;
import org.evalgap.results.protocol.Factor;

/**
 * One way to evaluate the model: which of the factors are as in use, the others being as in the training log.
 *
 * @param inUse factors that are as in use
 */
record Corner(Set<Factor> inUse) {

    static final Corner DEPLOYED = new Corner(EnumSet.allOf(Factor.class));

    Corner {
        inUse = Set.copyOf(inUse);
    }

    /** The corner in use but for some factors. */
    static Corner without(Factor... asInTraining) {
        Set<Factor> inUse = EnumSet.allOf(Factor.class);
        inUse.removeAll(List.of(asInTraining));
        return new Corner(inUse);
    }

    /** Every corner that differs from the one in use in some of the given factors at most. */
    static List<Corner> over(List<Factor> factors) {
        List<Corner> corners = new ArrayList<>();
        for (int changed = 0; changed < 1 << factors.size(); changed++) {
            Set<Factor> inUse = EnumSet.allOf(Factor.class);
            for (int i = 0; i < factors.size(); i++) {
                if ((changed & 1 << i) == 0) {
                    inUse.remove(factors.get(i));
                }
            }
            corners.add(new Corner(inUse));
        }
        return corners;
    }

    Mode mode() {
        return new Mode(has(Factor.STATISTICS) ? Mode.Statistics.RUNNING : Mode.Statistics.BATCH, !has(Factor.DROPOUT));
    }

    boolean has(Factor factor) {
        return inUse.contains(factor);
    }

    /**
     * What each factor contributes to accuracy(training log) − accuracy(in use): Shapley values, which add up to it.
     *
     * @param accuracy of each corner of {@link #over}
     */
    static Map<Factor, Double> shares(List<Factor> factors, ToDoubleFunction<Corner> accuracy) {
        List<Corner> corners = over(factors);
        return factors.stream()
                .collect(Collectors.toMap(
                        factor -> factor,
                        factor -> share(factors, factor, corners, accuracy),
                        (a, b) -> a,
                        TreeMap::new));
    }

    private static double share(
            List<Factor> factors, Factor factor, List<Corner> corners, ToDoubleFunction<Corner> accuracy) {
        int bit = 1 << factors.indexOf(factor);
        double share = 0;
        for (int changed = 0; changed < corners.size(); changed++) {
            if ((changed & bit) == 0) {
                double lost = accuracy.applyAsDouble(corners.get(changed))
                        - accuracy.applyAsDouble(corners.get(changed | bit));
                share += lost / orders(factors.size(), Integer.bitCount(changed));
            }
        }
        return share;
    }

    /** n · C(n − 1, k): the inverse of the share of orders in which just k given members join before one. */
    private static double orders(int members, int before) {
        double orders = members;
        for (int i = 1; i <= before; i++) {
            orders *= (double) (members - i) / i;
        }
        return orders;
    }
}
