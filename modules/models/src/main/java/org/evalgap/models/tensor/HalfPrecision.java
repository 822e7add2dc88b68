package org.evalgap.models.tensor;

/** Floating point numbers of 16 bits: IEEE 754's binary16, and bfloat16, the upper half of a float. */
final class HalfPrecision {

    private static final int HALF_EXPONENT_BIAS = 15;
    private static final int FLOAT_EXPONENT_BIAS = 127;

    private HalfPrecision() {}

    public static float toFloat(short half) {
        int exponent = (half >> 10) & 0x1f;
        int fraction = half & 0x3ff;
        float magnitude;
        if (exponent == 0) {
            magnitude = Math.scalb((float) fraction, -24);
        } else if (exponent == 0x1f) {
            magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else {
            magnitude =
                    Float.intBitsToFloat((exponent - HALF_EXPONENT_BIAS + FLOAT_EXPONENT_BIAS) << 23 | fraction << 13);
        }
        return half < 0 ? -magnitude : magnitude;
    }

    public static short toHalf(float value) {
        int bits = Float.floatToIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        float magnitude = Math.abs(value);
        if (Float.isNaN(value)) {
            return (short) (sign | 0x7e00);
        }
        if (magnitude >= 65520f) {
            return (short) (sign | 0x7c00);
        }
        if (magnitude < 0x1p-14f) {
            // Below the smallest normal number halves are multiples of 2^-24.
            return (short) (sign | (int) Math.rint(Math.scalb((double) magnitude, 24)));
        }
        int rounded = roundToEven(bits & 0x7fffffff, 13);
        return (short) (sign | (rounded - ((FLOAT_EXPONENT_BIAS - HALF_EXPONENT_BIAS) << 10)));
    }

    public static short toBrain(float value) {
        return Float.isNaN(value) ? (short) 0x7fc0 : (short) roundToEven(Float.floatToIntBits(value), 16);
    }

    /** {@code bits} without its last {@code dropped} bits, to nearest; a carry moves on into the exponent, as it should. */
    private static int roundToEven(int bits, int dropped) {
        int half = 1 << (dropped - 1);
        int odd = (bits >>> dropped) & 1;
        return (bits + half - 1 + odd) >>> dropped;
    }
}
