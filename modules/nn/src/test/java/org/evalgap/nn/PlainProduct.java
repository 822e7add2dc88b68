package org.evalgap.nn;

import java.util.function.ToDoubleFunction;

/** y = x ∘ m with factors m that are constants to the gradient: ReLU, dropout, and (m = 1) the identity. */
final class PlainProduct implements PlainLayer {

    /** The factors of one forward pass. */
    interface Factors {
        double[] of(double[] x);
    }

    private final Factors factors;
    private double[] mask;

    PlainProduct(Factors factors) {
        this.factors = factors;
    }

    static PlainProduct each(ToDoubleFunction<Double> factor) {
        return new PlainProduct(x -> {
            double[] mask = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                mask[i] = factor.applyAsDouble(x[i]);
            }
            return mask;
        });
    }

    @Override
    public double[] forward(double[] x) {
        mask = factors.of(x);
        return gradient(x);
    }

    @Override
    public double[] gradient(double[] dy) {
        double[] product = new double[dy.length];
        for (int i = 0; i < dy.length; i++) {
            product[i] = mask[i] == 0 ? 0 : dy[i] * mask[i];
        }
        return product;
    }
}
