package org.evalgap.checkup;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.evalgap.nn.program.Mode;
import org.evalgap.results.protocol.Factor;
import org.evalgap.results.statistics.Estimate;

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

    /** The same with one more factor as in use. */
    Corner with(Factor factor) {
        Set<Factor> more = EnumSet.of(factor);
        more.addAll(inUse);
        return new Corner(more);
    }

    Mode mode() {
        return new Mode(has(Factor.STATISTICS) ? Mode.Statistics.RUNNING : Mode.Statistics.BATCH, !has(Factor.DROPOUT));
    }

    boolean has(Factor factor) {
        return inUse.contains(factor);
    }

    /** The corner in which these factors are as in the training log, and what was not measured as in use. */
    static Corner trainingLog(List<Factor> factors) {
        return without(factors.toArray(Factor[]::new));
    }

    /**
     * What each factor contributes to accuracy(training log) − accuracy(in use): Shapley values, which add up to it.
     *
     * @param corners outcomes of each of {@link #over}
     */
    static Map<Factor, Estimate> shares(List<Factor> factors, Map<Corner, Outcomes> corners) {
        Map<Factor, Estimate> shares = new EnumMap<>(Factor.class);
        factors.forEach(factor -> shares.put(factor, share(factors, factor).of(corners)));
        return shares;
    }

    private static Contrast share(List<Factor> factors, Factor factor) {
        List<Corner> corners = over(factors);
        int bit = 1 << factors.indexOf(factor);
        Contrast share = new Contrast();
        for (int changed = 0; changed < corners.size(); changed++) {
            if ((changed & bit) == 0) {
                double weight = 1 / orders(factors.size(), Integer.bitCount(changed));
                share.plus(weight, corners.get(changed)).plus(-weight, corners.get(changed | bit));
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
