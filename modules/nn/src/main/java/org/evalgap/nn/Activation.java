package org.evalgap.nn;

/** A function of each value by itself; {@link LayerSpec.Relu} is one more. */
public sealed interface Activation extends LayerSpec {

    @Override
    default Shape outputShape(Shape input) {
        return input;
    }

    /**
     * min(max(x, least), most); the derivative at both ends is 0, as of PyTorch's {@code Hardtanh} and {@code ReLU6}.
     *
     * @param least below {@code most}; negative infinity for no lower end
     * @param most positive infinity for no upper end
     */
    record Clip(double least, double most) implements Activation {
        public Clip {
            if (!(least < most)) {
                throw new ShapeException("most", "a number above " + least, Double.toString(most));
            }
        }

        /** PyTorch's {@code ReLU6}. */
        public static Clip relu6() {
            return new Clip(0, 6);
        }
    }

    /**
     * x where x &gt; 0, else slope · x.
     *
     * @param slope finite; PyTorch's default is 0.01
     */
    record LeakyRelu(double slope) implements Activation {
        public LeakyRelu {
            finite("slope", slope);
        }
    }

    /**
     * x where x &gt; 0, else alpha (eˣ − 1).
     *
     * @param alpha finite; PyTorch's default is 1
     */
    record Elu(double alpha) implements Activation {
        public Elu {
            finite("alpha", alpha);
        }
    }

    /** 1 / (1 + e⁻ˣ). */
    record Sigmoid() implements Activation {}

    /** Hyperbolic tangent. */
    record Tanh() implements Activation {}

    /** x · sigmoid(x), also called Swish. */
    record Silu() implements Activation {}

    /** min(max(x / 6 + 1/2, 0), 1). */
    record Hardsigmoid() implements Activation {}

    /** x · hardsigmoid(x). */
    record Hardswish() implements Activation {}

    /**
     * x Φ(x) with the normal distribution function Φ.
     *
     * @param tanh whether Φ is approximated as (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2
     */
    record Gelu(boolean tanh) implements Activation {}

    private static void finite(String setting, double value) {
        if (!Double.isFinite(value)) {
            throw new ShapeException(setting, "a finite number", Double.toString(value));
        }
    }
}
