package org.evalgap.data.random;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;

/**
 * A node of a seed tree. A consumer of randomness asks its node for a child by purpose or by number, so that a new
 * consumer shifts nobody else's stream.
 *
 * <p>A child's value depends on the parent's value and on the purpose or number alone: it is the same on every machine
 * and Java version. Two numbers never give one parent the same child; two purposes do with probability 2⁻⁶⁴.
 *
 * @param value 64 bits, all equally good
 */
public record Seed(long value) implements Serializable {

    private static final long PURPOSE = 0x5bd1e995a3c59ac3L;
    private static final long INDEX = 0xc2b2ae3d27d4eb4fL;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /** The child for a purpose, such as {@code "weights"}: mixed with the FNV-1a hash of its UTF-8 bytes. */
    public Seed child(String purpose) {
        long hash = FNV_OFFSET;
        for (byte unit : purpose.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (unit & 0xff)) * FNV_PRIME;
        }
        return child(PURPOSE, hash);
    }

    /** The child of a number, such as a replicate's or an epoch's. */
    public Seed child(long index) {
        return child(INDEX, index);
    }

    /** A new generator that starts at this node. */
    public SplitMix64 generator() {
        return new SplitMix64(value);
    }

    // The family keeps children by purpose apart from children by number.
    private Seed child(long family, long key) {
        return new Seed(SplitMix64.mix(SplitMix64.mix(value ^ family) + key * SplitMix64.GOLDEN_GAMMA));
    }
}
