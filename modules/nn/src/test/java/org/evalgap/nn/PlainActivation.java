package org.evalgap.nn;

import java.util.function.DoubleUnaryOperator;

/** A function of each value, and its derivative where the definition has none in closed form: by the definition's pieces. */
final class PlainActivation implements PlainLayer {

    private final DoubleUnaryOperator value;
    private final DoubleUnaryOperator derivative;
    private double[] input;

    private PlainActivation(DoubleUnaryOperator value, DoubleUnaryOperator derivative) {
        this.value = value;
        this.derivative = derivative;
    }

    static PlainActivation of(Activation activation) {
        if (activation instanceof Activation.Clip clip) {
            return new PlainActivation(
                    x -> x < clip.least() ? clip.least() : x > clip.most() ? clip.most() : x,
                    x -> x > clip.least() && x < clip.most() ? 1 : 0);
        } else if (activation instanceof Activation.LeakyRelu leaky) {
            return new PlainActivation(x -> x > 0 ? x : leaky.slope() * x, x -> x > 0 ? 1 : leaky.slope());
        } else if (activation instanceof Activation.Elu elu) {
            return new PlainActivation(
                    x -> x > 0 ? x : elu.alpha() * (Math.exp(x) - 1), x -> x > 0 ? 1 : elu.alpha() * Math.exp(x));
        } else if (activation instanceof Activation.Sigmoid) {
            return new PlainActivation(
                    PlainActivation::sigmoid, x -> Math.exp(-x) / ((1 + Math.exp(-x)) * (1 + Math.exp(-x))));
        } else if (activation instanceof Activation.Tanh) {
            return new PlainActivation(Math::tanh, x -> 1 / (Math.cosh(x) * Math.cosh(x)));
        } else if (activation instanceof Activation.Silu) {
            return new PlainActivation(x -> x / (1 + Math.exp(-x)), x -> sigmoid(x) * (1 + x * (1 - sigmoid(x))));
        } else if (activation instanceof Activation.Hardsigmoid) {
            return new PlainActivation(x -> x < -3 ? 0 : x > 3 ? 1 : (x + 3) / 6, x -> x > -3 && x < 3 ? 1.0 / 6 : 0);
        } else if (activation instanceof Activation.Hardswish) {
            return new PlainActivation(
                    x -> x < -3 ? 0 : x > 3 ? x : x * (x + 3) / 6, x -> x < -3 ? 0 : x > 3 ? 1 : (2 * x + 3) / 6);
        } else if (activation instanceof Activation.Gelu gelu && gelu.tanh()) {
            return new PlainActivation(PlainActivation::tanhGelu, x -> slope(PlainActivation::tanhGelu, x));
        }
        return new PlainActivation(
                x -> x * normal(x), x -> normal(x) + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI));
    }

    @Override
    public double[] forward(double[] x) {
        input = x;
        return map(x, value);
    }

    @Override
    public double[] gradient(double[] dy) {
        double[] dx = map(input, derivative);
        for (int i = 0; i < dx.length; i++) {
            dx[i] *= dy[i];
        }
        return dx;
    }

    private static double[] map(double[] x, DoubleUnaryOperator function) {
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = function.applyAsDouble(x[i]);
        }
        return y;
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double tanhGelu(double x) {
        return x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    }

    /** Fourth-order central difference. */
    private static double slope(DoubleUnaryOperator f, double x) {
        double h = 1e-3;
        double near = f.applyAsDouble(x + h) - f.applyAsDouble(x - h);
        double far = f.applyAsDouble(x + 2 * h) - f.applyAsDouble(x - 2 * h);
        return (8 * near - far) / (12 * h);
    }

    /** Normal distribution function, by its series around 0: Φ(x) = 1/2 + φ(x) Σ x^(2k+1) / (1 · 3 · … · (2k + 1)). */
    private static double normal(double x) {
        double term = x;
        double sum = x;
        for (int k = 1; k < 200; k++) {
            term *= x * x / (2 * k + 1);
            sum += term;
        }
        return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }
}
