package org.evalgap.data.random;

import java.util.random.RandomGenerator;

/**
 * The SplitMix64 generator (Steele, Lea, Flood 2014): a counter that advances by the golden gamma, mixed. Fast, of period
 * 2⁶⁴, not cryptographic.
 *
 * <p>What this class overrides gives the same bits on every machine and Java version. What it inherits is up to the Java
 * library; nothing that ends in a result may use it. Not thread-safe.
 */
public final class SplitMix64 implements RandomGenerator {

    static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private long state;
    private double spareGaussian;
    private boolean hasSpareGaussian;

    /** @param seed where the counter starts; any value is equally good */
    public SplitMix64(long seed) {
        state = seed;
    }

    /** The output function of SplitMix64: a bijection of the 64-bit integers. */
    static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    @Override
    public long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** The upper half of the next long. */
    @Override
    public int nextInt() {
        return (int) (nextLong() >>> 32);
    }

    /**
     * Uniform on 0 … {@code bound} − 1 without bias (Lemire 2019).
     *
     * @throws IllegalArgumentException if {@code bound} is not positive
     */
    @Override
    public int nextInt(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound: expected a positive integer, received " + bound);
        }
        long product = (nextLong() >>> 32) * bound;
        if ((product & 0xffffffffL) < bound) {
            long unfair = (1L << 32) % bound;
            while ((product & 0xffffffffL) < unfair) {
                product = (nextLong() >>> 32) * bound;
            }
        }
        return (int) (product >>> 32);
    }

    /** Uniform on the multiples of 2⁻²⁴ in [0, 1). */
    @Override
    public float nextFloat() {
        return (nextLong() >>> 40) * 0x1.0p-24f;
    }

    /** Uniform on the multiples of 2⁻⁵³ in [0, 1). */
    @Override
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    @Override
    public boolean nextBoolean() {
        return nextLong() < 0;
    }

    /** Standard normal, by Marsaglia's polar method, which makes two at a time; the logarithm is StrictMath's. */
    @Override
    public double nextGaussian() {
        if (hasSpareGaussian) {
            hasSpareGaussian = false;
            return spareGaussian;
        }
        double x;
        double y;
        double squaredRadius;
        do {
            x = 2 * nextDouble() - 1;
            y = 2 * nextDouble() - 1;
            squaredRadius = x * x + y * y;
        } while (squaredRadius >= 1 || squaredRadius == 0);
        double stretch = Math.sqrt(-2 * StrictMath.log(squaredRadius) / squaredRadius);
        spareGaussian = y * stretch;
        hasSpareGaussian = true;
        return x * stretch;
    }

    /** Puts {@code values[from]} … {@code values[to - 1]} into a uniformly random order (Fisher and Yates). */
    public void shuffle(int[] values, int from, int to) {
        for (int last = to - 1; last > from; last--) {
            int other = from + nextInt(last - from + 1);
            int swapped = values[last];
            values[last] = values[other];
            values[other] = swapped;
        }
    }
}
