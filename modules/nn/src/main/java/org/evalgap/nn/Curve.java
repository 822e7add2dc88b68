package org.evalgap.nn;

import static org.evalgap.nn.ElementKernels.Function.ERF;
import static org.evalgap.nn.ElementKernels.Function.EXP;
import static org.evalgap.nn.ElementKernels.Function.SIGMOID;
import static org.evalgap.nn.ElementKernels.Function.TANH;
import static org.evalgap.nn.ElementKernels.Scalar.ADD;
import static org.evalgap.nn.ElementKernels.Scalar.LEAKY_RELU;
import static org.evalgap.nn.ElementKernels.Scalar.MAXIMUM;
import static org.evalgap.nn.ElementKernels.Scalar.MINIMUM;
import static org.evalgap.nn.ElementKernels.Scalar.MULTIPLY;
import static org.evalgap.nn.ElementKernels.Scalar.STEP;
import static org.evalgap.nn.ElementKernels.Scalar.SUBTRACT_FROM;

/** A function of one value and its derivative, as calls. */
interface Curve {

    /** Emits: z = f(x); z is not x. */
    void value(CurveCalls calls, Tensor z);

    /** Emits: z = f'(x), from x and y; z is temporary 0. */
    void derivative(CurveCalls calls, Tensor z);

    static Curve of(Activation activation) {
        if (activation instanceof Activation.Clip clip) {
            return new Clip(clip.least(), clip.most());
        } else if (activation instanceof Activation.LeakyRelu relu) {
            return new LeakyRelu(relu.slope());
        } else if (activation instanceof Activation.Elu elu) {
            return new Elu(elu.alpha());
        } else if (activation instanceof Activation.Sigmoid) {
            return new Sigmoid();
        } else if (activation instanceof Activation.Tanh) {
            return new Tanh();
        } else if (activation instanceof Activation.Silu) {
            return new Silu();
        } else if (activation instanceof Activation.Hardsigmoid) {
            return new Hardsigmoid();
        } else if (activation instanceof Activation.Hardswish) {
            return new Hardswish();
        } else if (activation instanceof Activation.Gelu gelu) {
            return gelu.tanh() ? new TanhGelu() : new Gelu();
        }
        throw new IllegalArgumentException("no curve for " + activation);
    }

    /** f' = 1 strictly between the ends. */
    record Clip(double least, double most) implements Curve {
        @Override
        public void value(CurveCalls calls, Tensor z) {
            calls.scalar(MAXIMUM, calls.x(), least, z);
            calls.scalar(MINIMUM, z, most, z);
        }

        @Override
        public void derivative(CurveCalls calls, Tensor z) {
            calls.inside(calls.y(), least, most, z, calls.temporary(1));
        }
    }

    /** f' = 1 where x &gt; 0, else the slope. */
    record LeakyRelu(double slope) implements Curve {
        @Override
        public void value(CurveCalls calls, Tensor z) {
            calls.scalar(LEAKY_RELU, calls.x(), slope, z);
        }

        @Override
        public void derivative(CurveCalls calls, Tensor z) {
            calls.scalar(STEP, calls.x(), 0, z);
            calls.scalar(MULTIPLY, z, 1 - slope, z);
            calls.scalar(ADD, z, slope, z);
        }
    }

    /** f = max(x, 0) + α (exp(min(x, 0)) − 1); f' = [x &gt; 0] (1 − α exp(min(x, 0))) + α exp(min(x, 0)). */
    record Elu(double alpha) implements Curve {
        @Override
        public void value(CurveCalls calls, Tensor z) {
            Tensor positive = calls.temporary(0);
            exponential(calls, z);
            calls.scalar(ADD, z, -alpha, z);
            calls.scalar(MAXIMUM, calls.x(), 0, positive);
            calls.add(z, positive, z);
        }

        @Override
        public void derivative(CurveCalls calls, Tensor z) {
            Tensor exponential = calls.temporary(1);
            exponential(calls, exponential);
            calls.scalar(STEP, calls.x(), 0, z);
            Tensor complement = calls.temporary(2);
            calls.scalar(SUBTRACT_FROM, exponential, 1, complement);
            calls.multiply(z, complement, z);
            calls.add(z, exponential, z);
        }

        /** α exp(min(x, 0)). */
        private void exponential(CurveCalls calls, Tensor z) {
            calls.scalar(MINIMUM, calls.x(), 0, z);
            calls.function(EXP, z, z);
            calls.scalar(MULTIPLY, z, alpha, z);
        }
    }

    /** f' = y (1 − y). */
    record Sigmoid() implements Curve {
        @Override
        public void value(CurveCalls calls, Tensor z) {
            calls.function(SIGMOID, calls.x(), z);
        }

        @Override
        public void derivative(CurveCalls calls, Tensor z) {
            calls.scalar(SUBTRACT_FROM, calls.y(), 1, z);
            calls.multiply(z, calls.y(), z);
        }
    }

    /** f' = 1 − y². */
    record Tanh() implements Curve {
        @Override
        public void value(CurveCalls calls, Tensor z) {
            calls.function(TANH, calls.x(), z);
        }

        @Override
        public void derivative(CurveCalls calls, Tensor z) {
            calls.multiply(calls.y(), calls.y(), z);
            calls.scalar(SUBTRACT_FROM, z, 1, z);
        }
    }

    /** With s = sigmoid(x): f = x s, f' = s + y (1 − s). */
    record Silu() implements Curve {
        @Override
        public void value(CurveCalls calls, Tensor z) {
            calls.function(SIGMOID, calls.x(), z);
            calls.multiply(z, calls.x(), z);
        }

        @Override
        public void derivative(CurveCalls calls, Tensor z) {
            Tensor s = calls.temporary(1);
            calls.function(SIGMOID, calls.x(), s);
            calls.scalar(SUBTRACT_FROM, s, 1, z);
            calls.multiply(z, calls.y(), z);
            calls.add(z, s, z);
        }
    }

    /** f' = 1/6 where 0 &lt; y &lt; 1. */
    record Hardsigmoid() implements Curve {
        @Override
        public void value(CurveCalls calls, Tensor z) {
            gate(calls, z);
        }

        @Override
        public void derivative(CurveCalls calls, Tensor z) {
            calls.inside(calls.y(), 0, 1, z, calls.temporary(1));
            calls.scalar(MULTIPLY, z, 1.0 / 6, z);
        }
    }

    /** With h = hardsigmoid(x): f = x h, f' = h + x h'. */
    record Hardswish() implements Curve {
        @Override
        public void value(CurveCalls calls, Tensor z) {
            gate(calls, z);
            calls.multiply(z, calls.x(), z);
        }

        @Override
        public void derivative(CurveCalls calls, Tensor z) {
            Tensor h = calls.temporary(1);
            gate(calls, h);
            calls.inside(h, 0, 1, z, calls.temporary(2));
            calls.scalar(MULTIPLY, z, 1.0 / 6, z);
            calls.multiply(z, calls.x(), z);
            calls.add(z, h, z);
        }
    }

    /** With Φ = (1 + erf(x / √2)) / 2: f = x Φ, f' = Φ + x exp(−x² / 2) / √(2π). */
    record Gelu() implements Curve {
        @Override
        public void value(CurveCalls calls, Tensor z) {
            distribution(calls, z);
            calls.multiply(z, calls.x(), z);
        }

        @Override
        public void derivative(CurveCalls calls, Tensor z) {
            Tensor distribution = calls.temporary(1);
            distribution(calls, distribution);
            calls.multiply(calls.x(), calls.x(), z);
            calls.scalar(MULTIPLY, z, -0.5, z);
            calls.function(EXP, z, z);
            calls.scalar(MULTIPLY, z, 1 / Math.sqrt(2 * Math.PI), z);
            calls.multiply(z, calls.x(), z);
            calls.add(z, distribution, z);
        }

        private static void distribution(CurveCalls calls, Tensor z) {
            calls.scalar(MULTIPLY, calls.x(), Math.sqrt(0.5), z);
            calls.function(ERF, z, z);
            calls.scalar(ADD, z, 1, z);
            calls.scalar(MULTIPLY, z, 0.5, z);
        }
    }

    /**
     * With u = √(2/π) (x + 0.044715 x³) and t = tanh(u): f = x (1 + t) / 2, f' = (1 + t) / 2 + x (1 − t²) u' / 2, where u' =
     * √(2/π) (1 + 3 · 0.044715 x²).
     */
    record TanhGelu() implements Curve {

        private static final double FACTOR = Math.sqrt(2 / Math.PI);
        private static final double CUBIC = 0.044715;

        @Override
        public void value(CurveCalls calls, Tensor z) {
            hyperbolic(calls, z);
            calls.scalar(ADD, z, 1, z);
            calls.scalar(MULTIPLY, z, 0.5, z);
            calls.multiply(z, calls.x(), z);
        }

        @Override
        public void derivative(CurveCalls calls, Tensor z) {
            Tensor t = calls.temporary(1);
            Tensor slope = calls.temporary(2);
            hyperbolic(calls, t);
            calls.multiply(t, t, z);
            calls.scalar(SUBTRACT_FROM, z, 1, z);
            calls.multiply(z, calls.x(), z);
            polynomial(calls, 3 * CUBIC, slope);
            calls.multiply(z, slope, z);
            calls.add(z, t, z);
            calls.scalar(ADD, z, 1, z);
            calls.scalar(MULTIPLY, z, 0.5, z);
        }

        private static void hyperbolic(CurveCalls calls, Tensor z) {
            polynomial(calls, CUBIC, z);
            calls.multiply(z, calls.x(), z);
            calls.function(TANH, z, z);
        }

        /** √(2/π) (1 + coefficient · x²). */
        private static void polynomial(CurveCalls calls, double coefficient, Tensor z) {
            calls.multiply(calls.x(), calls.x(), z);
            calls.scalar(MULTIPLY, z, FACTOR * coefficient, z);
            calls.scalar(ADD, z, FACTOR, z);
        }
    }

    /** Emits: z = hardsigmoid(x). */
    private static void gate(CurveCalls calls, Tensor z) {
        calls.scalar(MULTIPLY, calls.x(), 1.0 / 6, z);
        calls.scalar(ADD, z, 0.5, z);
        calls.scalar(MAXIMUM, z, 0, z);
        calls.scalar(MINIMUM, z, 1, z);
    }
}
