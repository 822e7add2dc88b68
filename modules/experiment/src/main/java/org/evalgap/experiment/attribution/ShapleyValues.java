package org.evalgap.experiment.attribution;

/**
 * Shapley values of a set function over n members: each member's contribution, averaged over all orders in which members
 * can join. They add up to value(all) − value(none); a member that never changes the value has exactly 0.
 */
final class ShapleyValues {

    private ShapleyValues() {}

    /**
     * @param values value of each subset, by its bits: 2ⁿ values
     * @return one share for each member, by its bit
     */
    static double[] of(double[] values) {
        int members = Integer.numberOfTrailingZeros(values.length);
        double[] shares = new double[members];
        for (int member = 0; member < members; member++) {
            int bit = 1 << member;
            for (int subset = 0; subset < values.length; subset++) {
                if ((subset & bit) == 0) {
                    double weight = weight(Integer.bitCount(subset), members);
                    shares[member] += weight * (values[subset | bit] - values[subset]);
                }
            }
        }
        return shares;
    }

    /** |S|! (n − |S| − 1)! / n!, the share of orders in which just the members of S have joined before. */
    private static double weight(int before, int members) {
        double orders = 1;
        for (int i = 1; i <= before; i++) {
            orders *= (double) (members - i) / i;
        }
        return 1 / (orders * members);
    }
}
